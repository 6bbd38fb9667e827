"""What is seen from outside: headers, titles, paths and words tell nothing of what this is."""

import re
from html import unescape

import pytest
from django.conf import settings as project
from django.test import Client

from house import throttle
from house.door.services import cards

CSP = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self' https://www.buienradar.nl",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "report-uri": "/policy/",
}
VISITED = ["/in/", "/card/", "/help/", "/language/"]
MANIFEST = "/manifest.webmanifest?guise=1"
QUIET_TITLES = {"Inloggen", "Code", "Hulp", "Taal", "Dit lukt nu niet", "Nog een keer", "Week", "Niet hier"}
QUIET_TITLES |= {"Sign in", "Log in", "Help", "Language", "This does not work now", "Once more", "Not here"}
NEVER = """
    slachtoffer cliënt prostituee prostitutie loverboy pooier terugval no-show dossier case risico
    trainingshuis uitbuiting mensenhandel seksueel seks opvang vrouwenopvang blijf-van-mijn-lijf lotgenoot lotgenoten
    bewoonster hulpverlener hulpverlening weerbaarheid huisritme
    victim exploitation trafficking sexual sex shelter refuge survivor abuse prostitute prostitution resident peer
""".split()


def page(response):
    return unescape(response.content.decode())


def title(response):
    return re.search(r"<title>(.*?)</title>", page(response))[1]


def told_words(response):
    """The words of a page that must never be on it, wherever they stand, also in attributes and addresses."""
    return [word for word in NEVER if re.search(rf"(?<![\w-]){re.escape(word)}(?!\w)", page(response), re.IGNORECASE)]


@pytest.fixture
def visits(amal, eva, house, monkeypatch):
    """Every page that somebody without an account can get to see, in a language."""

    def visit(language):
        client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
        token = {"csrfmiddlewaretoken": client.get("/in/").cookies["c"].value}
        _, code = cards.issue(person=amal, house=house, made_by=eva)
        seen = [client.get(path) for path in [*VISITED, MANIFEST]]
        seen += [
            client.post("/card/", token | {"code": "0000"}),
            client.post("/card/", token | {"code": code}),
            client.post("/card/in/", token | {"code": code}),
            client.post("/card/in/", token | {"code": "0", "sign_in_name": "x", "passphrase": "drie gewone woorden"}),
            client.post("/card/in/", {}),  # without a token
            client.post("/in/", token | {"login": "amal", "password": ""}),
            client.get("/nothing"),
        ]
        wrong = [client.post("/card/", token | {"code": "0000"}) for _ in range(throttle.WRONG_CODES_PER_ADDRESS)]
        return [*seen, *wrong]

    return visit


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_page_before_sign_in_tells_what_this_is(visits, language):
    seen = visits(language)

    told = {response.request["PATH_INFO"]: told_words(response) for response in seen if told_words(response)}
    assert told == {}
    assert {response.status_code for response in seen} >= {200, 403, 409, 422, 429}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_titles_before_sign_in_are_quiet(visits, language):
    titles = {title(response) for response in visits(language) if "<title>" in page(response)}
    titles = {re.sub("^(Fout|Error): ", "", words) for words in titles}

    assert titles - QUIET_TITLES == set()


@pytest.mark.parametrize("path", ["/me/", "/me/passphrase/", "/help/"])
def test_titles_after_sign_in_are_quiet_and_without_a_name(amal, as_, path):
    response = as_(amal).get(path)

    assert title(response) in {"Ik", "Wachtwoord", "Hulp"}


def test_tabs_of_the_desk_carry_no_name(amal, hanne, room, eva, as_):
    person = f"/desk/people/{amal.pk}/"
    paths = ["/desk/rooms/", "/desk/people/", "/desk/people/resident/", f"/desk/rooms/{room.pk}/", person]
    paths += [f"{person}{part}/" for part in ("name", "position", "coach", "stay")]
    paths += [f"/desk/stays/{amal.stays.get().pk}/", f"/desk/stays/{amal.stays.get().pk}/end/"]

    titles = {title(as_(eva).get(path)) for path in paths} | {title(as_(eva).post(f"{person}back/"))}

    assert titles == {"Kamers", "Mensen", "Planning", "Kaart"}


def test_paths_before_sign_in_are_quiet(db, client):
    links = {link for path in VISITED for link in re.findall(r'(?:href|action|src)="([^"]+)"', page(client.get(path)))}

    inside = {link.partition("#")[0] for link in links if link.startswith("/")}
    assert {path for path in inside if not path.startswith("/static/house/")} == {
        *VISITED,
        MANIFEST,
        "/in/passkey/",
        "/bye/",
    }
    assert not any(word in path.lower().split("/") for word in NEVER for path in inside)


def test_no_page_names_a_file_of_another_site(visits):
    links = {link for seen in visits("nl") for link in re.findall(r'(?:href|src|action)="([^"]+)"', page(seen))}

    assert {link for link in links if not link.startswith(("/", "#", "tel:"))} == set()


@pytest.mark.parametrize("path", [*VISITED, MANIFEST, "/me/", "/nothing/", "/week/"])
def test_every_page_carries_the_same_quiet_headers(amal, as_, path):
    headers = as_(amal).get(path).headers

    assert dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")) == CSP
    assert "no-store" in headers["Cache-Control"]
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert (headers["Referrer-Policy"], headers["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Permissions-Policy"].count("=()") == len(headers["Permissions-Policy"].split(","))
    assert not {"Server", "X-Powered-By", "ETag", "Last-Modified"} & set(headers)


@pytest.mark.parametrize("path", ["/in/", "/card/", "/nothing/", "/me/"])
def test_a_visitor_gets_the_same_headers(db, client, path):
    headers = client.get(path).headers

    assert ("no-store" in headers["Cache-Control"], headers["X-Frame-Options"]) == (True, "DENY")
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_no_page_has_a_script_or_style_of_its_own(visits, amal, as_):
    pages = [page(seen) for seen in [*visits("nl"), as_(amal).get("/me/"), as_(amal).get("/help/")]]

    assert [
        told for told in pages if re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:", told)
    ] == []


def test_visitors_pages_set_no_cookie_that_tells_anything(db, client):
    names = {name for path in VISITED for name in client.get(path).cookies}

    assert names <= {"c"}
    assert {project.SESSION_COOKIE_NAME, project.CSRF_COOKIE_NAME, project.LANGUAGE_COOKIE_NAME} == {"s", "c", "l"}


def test_an_app_on_her_telephone_is_a_week_with_a_neutral_icon(db, client, amal, as_):
    told = client.get(MANIFEST)

    assert told.headers["Content-Type"] == "application/manifest+json"
    assert (told.json()["name"], told.json()["short_name"], told.json()["start_url"]) == ("Week", "Week", "/")
    assert {icon["src"] for icon in told.json()["icons"]} == {"/static/house/icon.svg", "/static/house/icon.png"}
    assert told.json().keys().isdisjoint({"description", "shortcuts", "screenshots", "categories"})
    assert f'<link rel="manifest" href="{MANIFEST}">' in page(as_(amal).get("/me/"))


@pytest.fixture
def served(settings):
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True


@pytest.mark.parametrize("file", ["house.css", "sign_in/leave.js", "icon.svg", "icon.png", "icons.svg"])
def test_files_carry_no_cookie_and_may_be_kept(served, amal, as_, file):
    response = as_(amal).get(f"/static/house/{file}")

    assert (response.status_code, dict(response.cookies), "Vary" in response.headers) == (200, {}, False)
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers.get("X-Robots-Tag") == (None if file.endswith((".css", ".js")) else "noindex")
    assert "no-store" not in response.headers["Cache-Control"]
    assert not {"Content-Security-Policy", "Permissions-Policy", "Access-Control-Allow-Origin"} & set(response.headers)
    response.close()


def test_personal_pages_ask_not_to_be_translated(amal, as_):
    told = page(as_(amal).get("/me/"))

    assert ('<meta name="google" content="notranslate">' in told, 'translate="no"' in told) == (True, True)


def test_a_name_that_is_code_is_text(amal, as_):
    amal.chosen_name = '<img src=x onerror="alert(1)">'
    amal.save()

    assert "<img" not in as_(amal).get("/me/").content.decode()


@pytest.mark.parametrize(
    ("method", "path", "is_compressed"),
    [
        ("get", "/me/", True),
        ("get", "/help/", True),
        ("get", "/me/?q=amal", False),
        ("get", "/in/?next=/week/", False),
        ("post", "/in/", False),
        ("get", MANIFEST, False),
    ],
)
def test_no_page_is_compressed_in_which_a_stranger_may_have_put_words(amal, as_, method, path, is_compressed):
    """The length of what is compressed tells whether a guess in it was right."""
    response = getattr(as_(amal), method)(path, headers={"accept-encoding": "gzip"})

    assert (response.headers.get("Content-Encoding") == "gzip") == is_compressed
    assert not is_compressed or "Accept-Encoding" in response.headers["Vary"]
