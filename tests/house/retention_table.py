"""`docs/retention.md`: what is kept of a person and how long, made from what her own page says.

python -m tests.house.retention_table > docs/retention.md
"""

import os
import sys
from pathlib import Path

DOCUMENT = Path(__file__).parents[2] / "docs" / "retention.md"
HEAD = """# What is kept, and how long

Everybody reads this of herself on `/me/kept/`, with what is there. The terms stand in `house/retention.py` and
`programs/retention.py`; the worker's ticks (`forgetting.py` of each app) read them there, and this table is made from
the same page (`python -m tests.house.retention_table > docs/retention.md`; a test compares).

| what | how long |
|---|---|
"""


def written(person):
    """The document, in English, as for this person; which kinds there are depends on nobody."""
    from django.utils import translation

    from house.privacy.services.personal_data import backups_in_words
    from house.registry import registry

    with translation.override("en"):
        kinds = [kind for collect in registry.kept for kind in collect(person)]
        rows = [f"| {kind.title} | {kind.until} |\n" for kind in kinds]
        return f"{HEAD}{''.join(rows)}\n{backups_in_words()}\n"


if __name__ == "__main__":
    import subprocess
    import tempfile

    os.environ |= {"DEBUG": "1", "DATA_DIR": tempfile.mkdtemp(), "DJANGO_SETTINGS_MODULE": "house.settings"}
    os.environ |= {"KEYS_DIR": tempfile.mkdtemp()}
    for command in ("make_keys", "migrate"):
        subprocess.run([sys.executable, "manage.py", command], check=True, stdout=sys.stderr)
    import django

    django.setup()

    from house.models import Person

    sys.stdout.write(written(Person.objects.create(chosen_name="Zij", sign_in_name="zij")))
