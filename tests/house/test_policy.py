"""What browsers tell of a broken policy stays here, and says little."""

import json
import logging

import pytest


@pytest.fixture
def tell(db, client, caplog):
    """Send a report; returns the status and what was logged."""

    def tell(body):
        caplog.clear()
        with caplog.at_level(logging.WARNING, "house.site.views.policy"):
            answer = client.post("/policy/", body, content_type="application/csp-report")
        return answer.status_code, caplog.messages

    return tell


def report(**facts):
    return json.dumps({"csp-report": {"document-uri": "https://house.example/me/", **facts}})


def test_a_breach_is_logged_once_by_its_kind(tell):
    inline = report(**{"effective-directive": "script-src-elem", "blocked-uri": "inline"})

    assert tell(inline) == (204, ["A page broke its own policy: script-src-elem refused inline."])
    assert tell(inline) == (204, [])


def test_an_older_browser_names_the_whole_rule(tell):
    told = report(**{"violated-directive": "img-src 'self'", "blocked-uri": "https://elsewhere.example/x.png?merel"})

    assert tell(told) == (204, ["A page broke its own policy: img-src refused https."])


def test_words_of_a_stranger_do_not_reach_the_log(tell):
    told = report(**{"effective-directive": "merel\\nERROR x", "blocked-uri": "merel:x"})

    assert tell(told) == (204, ["A page broke its own policy: something refused something."])


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", '{"csp-report": 1}', '{"csp-report": {}}', report(), "[" * 20_000, '{"csp-report": []}',
     report(**{"violated-directive": "", "blocked-uri": "x"}), report(**{"violated-directive": 1, "blocked-uri": 2})],
)  # fmt: skip
def test_what_is_no_report_is_refused(tell, body):
    assert tell(body) == (400, [])
