"""Words in other languages, papers and recaps: who reads them, and what a file must be."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings, strategies as st
from PIL import Image

from house.errors import NotHere
from house.files import sealed_files
from house.models import Stay
from house.sealing import SealBroken, new_key
from house.upkeep.services.reseal import reseal
from programs.errors import NotAPaper, TooManyPapers
from programs.forgetting import sweep_papers
from programs.materials import papers
from programs.materials.models import learned_by
from programs.materials.services import (
    add_paper,
    take_paper_away,
    tell_training_in,
    untell_training_in,
    write_for_training,
)
from programs.models import Paper, TrainingText
from programs.sessions.services.notices import note_visit
from tests import cast
from tests.programs import pdfs
from tests.programs.test_telling import news_for
from tests.programs.test_week_page import read

PDF = pdfs.pdf()


@pytest.fixture
def paper(training, eva):
    return add_paper(actor=eva, training_id=training.pk, title="Het stoplicht", data=cast.picture())


@pytest.fixture
def held(session, training, clock):
    """This Tuesday's session, which is over, with something to read again."""
    training.recap = "Nee zeggen mag.\n\nJe hoeft niet uit te leggen waarom."
    training.save()
    clock.set(2026, 10, 13, 13)
    return session


def on_disk(paper):
    return Path(sealed_files().path(paper.file.name))


def test_a_paper_is_sealed_on_disk(paper):
    assert (b"JFIF" in on_disk(paper).read_bytes(), paper.file.open().read()[:3]) == (False, b"\xff\xd8\xff")


def test_a_paper_under_another_name_does_not_open(paper):
    beside = on_disk(paper).with_name("f" * 32)
    beside.write_bytes(on_disk(paper).read_bytes())

    with pytest.raises(SealBroken):
        sealed_files().open(beside.name)


def test_a_paper_is_sealed_anew(paper, settings):
    shown, before = paper.file.open().read(), on_disk(paper).read_bytes()
    settings.SEALING_KEYS = (new_key(), *settings.SEALING_KEYS)

    told = {table: done for table, _, done in reseal()}

    settings.SEALING_KEYS = settings.SEALING_KEYS[:1]
    paper = Paper.objects.get()
    assert (told["programs_paper.file"], paper.file.open().read()) == (1, shown)
    assert on_disk(paper).read_bytes() != before


def test_a_picture_tells_nothing_but_the_picture(training, eva):
    exif = Image.Exif()
    exif[0x010F] = "Een telefoon"
    exif[0x8825] = {1: "N", 2: (52.0, 5.0, 0.0)}
    data = cast.picture(kind="JPEG", exif=exif)

    kept = add_paper(actor=eva, training_id=training.pk, title="Foto", data=data).file.open().read()

    assert b"Een telefoon" in data
    assert b"Een telefoon" not in kept
    assert dict(Image.open(BytesIO(kept)).getexif()) == {}


def test_a_large_picture_is_made_to_fit():
    kept = Image.open(BytesIO(papers.checked(cast.picture((4000, 1000)))))

    assert kept.size == (1600, 400)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a",
        b"<svg onload=alert(1)>",
        b"PK\x03\x04",
        b"%PDF-1.4 and nothing more",
        b"%PDF-" + b"x" * papers.BYTES_MAX,
        cast.picture()[:60],
        (8000, 8000),
    ],
    ids=["nothing", "gif", "svg", "zip", "empty pdf", "large", "cut", "bomb"],
)
def test_what_is_no_paper_is_refused(training, eva, data):
    data = cast.picture(data) if isinstance(data, tuple) else data  # two seconds, for who runs this test
    with pytest.raises(NotAPaper):
        add_paper(actor=eva, training_id=training.pk, title="Iets", data=data)
    assert Paper.objects.count() == 0


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF", b"%PDF-"]))
def test_wild_bytes_are_refused_or_kept_and_nothing_else(data, head):
    try:
        papers.checked(head + data)
    except papers.PaperProblem:
        pass
    else:
        assert head == b"%PDF-"


def test_six_papers_are_enough(training, eva):
    for number in range(6):
        add_paper(actor=eva, training_id=training.pk, title=str(number), data=PDF)

    with pytest.raises(TooManyPapers):
        add_paper(actor=eva, training_id=training.pk, title="nog een", data=PDF)


@pytest.mark.parametrize("who", ["dewi", "amal", "fay"])
def test_only_the_coordinator_adds_and_takes_away(paper, training, who, request):
    actor = request.getfixturevalue(who)
    with pytest.raises(NotHere):
        add_paper(actor=actor, training_id=training.pk, title="Iets", data=PDF)
    with pytest.raises(NotHere):
        take_paper_away(actor=actor, paper_id=paper.pk)
    with pytest.raises(NotHere):
        tell_training_in(actor=actor, training_id=training.pk, language="en", title="Something")


@pytest.mark.django_db(transaction=True)
def test_a_paper_goes_with_its_file(paper, eva):
    path = on_disk(paper)

    take_paper_away(actor=eva, paper_id=paper.pk)

    assert (path.exists(), Paper.objects.count()) == (False, 0)


def test_paper_whose_file_is_missing_is_not_here(session, paper, as_, amal):
    on_disk(paper).unlink()

    assert as_(amal).get(reverse("programs:paper", args=[paper.pk])).status_code == 404


def test_paper_whose_file_is_missing_is_passed_over_by_a_new_key(paper):
    on_disk(paper).unlink()

    assert ("programs_paper.file", 1, 0) in list(reseal())


def test_a_file_without_a_paper_is_swept_after_an_hour(paper, clock):
    clock.now = timezone.now()
    path, kept = on_disk(paper), on_disk(paper).with_name("left-by-a-killed-process")
    kept.write_bytes(b"x")
    sweep_papers()
    assert kept.exists()

    clock.set(2100, 1, 1)
    sweep_papers()

    assert (kept.exists(), path.exists()) == (False, True)


@pytest.mark.parametrize(
    ("who", "sees"), [("amal", True), ("dewi", True), ("eva", True), ("gina", False), ("cleo", False), ("fay", False)]
)
def test_a_paper_is_for_who_may_see_a_session_of_it(session, paper, who, sees, request):
    assert Paper.objects.visible_to(request.getfixturevalue(who)).exists() is sees


def test_a_pdf_is_handed_over_and_cannot_run(session, training, eva, amal, as_):
    paper = add_paper(actor=eva, training_id=training.pk, title="Het stoplicht", data=PDF)

    answer = as_(amal).get(reverse("programs:paper", args=[paper.pk]))

    assert pdfs.words_of(b"".join(answer)) == pdfs.words_of(PDF)
    assert answer["Content-Disposition"] == 'attachment; filename="blad.pdf"'
    assert (answer["Content-Security-Policy"], answer["Cache-Control"]) == ("default-src 'none'; sandbox", "no-store")


def test_a_session_is_read_in_another_language(session, training, eva, amal, as_):
    tell_training_in(actor=eva, training_id=training.pk, language="ar", title="قوية", expect="نبدأ بالشاي")

    page = as_(amal).get(reverse("programs:session", args=[session.pk]) + "?lang=ar").content.decode()

    assert '<ol class="steps" lang="ar" dir="rtl"><li>نبدأ بالشاي</li></ol>' in page


def test_what_the_house_says_beside_it_stays_in_its_own_language(session, training, eva, amal, as_):
    tell_training_in(actor=eva, training_id=training.pk, language="ar", title="قوية", bring="قلم")

    page = as_(amal).get(reverse("programs:session", args=[session.pk]) + "?lang=ar").content.decode()

    assert '<p class="gap"><b>Neem mee:</b> <bdi lang="ar">قلم.</bdi></p>' in page


def test_a_language_that_is_not_there_gives_dutch(session, amal, as_):
    page = as_(amal).get(reverse("programs:session", args=[session.pk]) + "?lang=xx").content.decode()

    assert "We beginnen met thee." in page


def test_telling_again_is_in_other_words(training, eva):
    for title in ("Strong", "Standing strong"):
        tell_training_in(actor=eva, training_id=training.pk, language="en", title=title)

    assert [text.title for text in TrainingText.objects.all()] == ["Standing strong"]


def test_a_language_can_be_taken_away(training, eva):
    tell_training_in(actor=eva, training_id=training.pk, language="en", title="Strong")

    untell_training_in(actor=eva, training_id=training.pk, language="en")

    assert TrainingText.objects.count() == 0


def test_the_recap_stays_hers_after_her_stay(held, training, amal, clock):
    assert list(learned_by(amal)) == [training]
    Stay.objects.filter(person=amal).update(left_on=date(2026, 10, 20))
    clock.set(2027, 3, 1, 9)

    assert list(learned_by(amal)) == [training]


def test_a_recap_is_not_read_before_the_session_is_over(session, training, amal):
    training.recap = "Nee zeggen mag."
    training.save()

    assert list(learned_by(amal)) == []


@pytest.mark.parametrize("who", ["cleo", "fay", "dewi"])
def test_who_was_not_there_learned_nothing(held, who, request):
    assert list(learned_by(request.getfixturevalue(who))) == []


def test_what_was_for_another_is_not_hers(coaching, training, amal, bo, clock):
    training.recap = "Nee zeggen mag."
    training.save()
    clock.set(2026, 10, 14, 16)

    assert (list(learned_by(amal)), list(learned_by(bo))) == ([training], [])


def test_an_alumna_reads_it_under_its_quiet_title(held, training, amal, as_, clock):
    training.quiet_title = "Met elkaar"
    training.save()
    Stay.objects.filter(person=amal).update(left_on=date(2026, 10, 14))
    clock.set(2026, 10, 20, 9)

    paths = [reverse("programs:learned"), reverse("programs:recap", args=[training.pk])]
    pages = [as_(amal).get(path).content.decode() for path in paths]

    assert ["Met elkaar" in page for page in pages] == [True, True]
    assert not any("Sterk staan" in page for page in pages)
    assert "Nee zeggen mag." in pages[1]


def test_the_page_of_another_language_says_which(training, eva, as_):
    page = as_(eva).get(reverse("programs:training_text", args=[training.pk, "ar"])).content.decode()

    assert '<small lang="ar">العربيّة</small>' in page


def test_the_coordinator_adds_a_paper_on_the_page(training, eva, as_):
    page = reverse("programs:papers", args=[training.pk])

    told = {"title": "Het stoplicht", "file": SimpleUploadedFile("IMG_1.png", cast.picture())}
    answer = as_(eva).post(page, told, follow=True)

    assert "Het staat erbij." in answer.content.decode()
    assert [paper.title for paper in Paper.objects.all()] == ["Het stoplicht"]


def test_a_refused_file_keeps_what_was_typed(training, eva, as_):
    told = {"title": "Het stoplicht", "file": SimpleUploadedFile("a.exe", b"MZ")}
    answer = as_(eva).post(reverse("programs:papers", args=[training.pk]), told)

    assert (answer.status_code, 'value="Het stoplicht"' in answer.content.decode()) == (422, True)


WORDS = {"bring": "een pen", "recap": "Nee zeggen mag."}


def test_who_gives_it_writes_for_it_and_the_coordinator_hears_it(session, training, dewi, eva, as_, clock):
    note_visit(actor=eva)
    clock.set(2026, 10, 13, 9)
    session_page = read(as_(dewi).get(f"/sessions/{session.pk}/"))
    response = as_(dewi).post(f"/sessions/series/trainings/{training.pk}/words/", WORDS)
    training.refresh_from_db()

    assert "Wat meenemen, teruglezen en bladen" in session_page
    assert (response.status_code, training.bring, training.recap) == (302, "een pen", "Nee zeggen mag.")
    clock.set(2026, 10, 13, 10)
    assert [line.in_words for line in news_for(eva)] == ["De trainer vulde dit aan"]


def test_the_coordinator_hears_nothing_of_what_she_writes_herself(session, training, eva, as_):
    as_(eva).post(f"/sessions/series/trainings/{training.pk}/words/", WORDS)

    assert list(news_for(eva)) == []


def test_who_gives_it_adds_a_sheet_and_takes_it_away_and_sees_no_languages(session, training, dewi, as_):
    path, data = f"/sessions/series/trainings/{training.pk}/papers/", SimpleUploadedFile("a.jpg", cast.picture())
    as_(dewi).post(path, {"title": "Het stoplicht", "file": data})
    page = read(as_(dewi).get(path))
    [paper] = Paper.objects.all()
    as_(dewi).post(f"/sessions/series/papers/{paper.pk}/away/")

    assert ("Het stoplicht" in page, "In andere talen" in page, Paper.objects.count()) == (True, False, 0)


@pytest.mark.parametrize("who", ["amal", "hanne", "noor", "fay"])
def test_who_does_not_give_it_writes_nothing(session, training, who, request, as_):
    path = f"/sessions/series/trainings/{training.pk}/words/"

    assert as_(request.getfixturevalue(who)).post(path, WORDS).status_code == 404


def test_a_guest_who_gives_it_writes_nothing(plan, training, noor):
    plan(trainer_ids=[noor.pk], from_on=date(2026, 10, 14))

    with pytest.raises(NotHere):
        write_for_training(actor=noor, training_id=training.pk, **WORDS)
