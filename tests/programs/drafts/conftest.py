"""A sheet that becomes a draft, and the pages to answer it and to put it in the week."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from programs.models import Draft

BRING = "/sessions/series/bring/"
SHEET = """Training;Dag;Tijd;Duur;T/m;Kamer;Trainer
Sterk staan;di;10.30;1,5 uur;18-12-2026;Grote kamer;Dewi
Yoga;do;half elf;60 min;;zolder;Marieke
Wandelen;elke zonneschijn;14:00;1 uur;;;
"""


def a_file(text=SHEET, name="ons programma.csv"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def again():
    return {"source": str(Draft.objects.exclude(put_at=None).first().source)}


@pytest.fixture
def bring(as_, eva):
    browser = as_(eva)
    return lambda text=SHEET, **words: browser.post(BRING, {"file": a_file(text), **words})


@pytest.fixture
def draft(bring, training, room, dewi):
    bring()
    return Draft.objects.get()


@pytest.fixture
def say(as_, eva, draft):
    """Answer the questions of the draft; what is not said otherwise goes along as it is."""
    browser, path = as_(eva), f"/sessions/series/drafts/{draft.pk}/"

    def say(**words):
        form = browser.get(path).context["form"]
        marks = {form.fields[name].label: name for name in form.fields}
        first = {name: "on" for name, field in form.fields.items() if name.startswith("line-") and field.initial}
        return browser.post(path, first | {marks.get(name, name): said for name, said in words.items()})

    return say


@pytest.fixture
def put(bring, as_, eva, training, room, dewi):
    """Bring one training and put it in the week; again with other words for its day and time."""

    def put(row="Sterk staan;di;10.30;90;18-12-2026;Grote kamer;Dewi;", *more, then="put", **words):
        head = "Training;Dag;Tijd;Duur;T/m;Kamer;Trainer;Niet op"
        bring("\n".join([head, row, *more]), **words)
        draft = Draft.objects.waiting().get()
        page = as_(eva).get(f"/sessions/series/drafts/{draft.pk}/")
        form = page.context["form"]
        first = {name: "on" for name, field in form.fields.items() if field.initial}
        as_(eva).post(f"/sessions/series/drafts/{draft.pk}/", first | {then: "1"})
        return [told.state for told in page.context["overview"].lines]

    return put
