#!/bin/sh
# Asks which of our locked requirements have known faults. That hashes are complete is for tests/house/test_requirements.py.
# Says plainly when it could not ask: that fails with AUDIT=1, as the CI of a repository with a network should have it.
# pip-audit ends well when it could ask nothing, so its words are read too.
told=$("$BIN"/pip-audit --disable-pip --require-hashes --progress-spinner off --timeout "${AUDIT_TIMEOUT:-15}" \
    -r requirements/base.txt -r requirements/dev.txt 2>&1)
found=$?
case "$found $told" in
    *"known vulnerabilities in"*) echo "$told"; exit 1 ;;
    *"could not be audited"*) ;;
    "0 "*) echo "No known faults in what we use."; exit 0 ;;
esac
echo "NOT AUDITED: the advisory service could not be asked, so nobody knows of faults in what we use."
[ -z "$AUDIT" ]
