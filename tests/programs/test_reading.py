"""A file of somebody's is read apart: what it holds beside what it shows is gone, and what it costs is not ours."""

import os
import signal
import subprocess
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from pikepdf import Array, Dictionary, Encryption, Name, Stream
from PIL import Image

from programs.errors import NotAPaper, PaperLocked, PaperSigned, PaperUnread
from programs.materials import papers, sandbox
from programs.materials.services import add_paper
from programs.models import Paper
from tests import cast
from tests.programs import pdfs


def script(pdf):
    return pdf.make_indirect(Dictionary(S=Name.JavaScript, JS="app.alert(1)"))


def opens_by_script(pdf):
    pdf.Root.OpenAction = script(pdf)


def names_a_script(pdf):
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", script(pdf)])))


def acts_on_a_page(pdf):
    pdf.pages[0].AA = Dictionary(O=script(pdf))


def links_elsewhere(pdf):
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.URI, URI="http://x"))
    pdf.pages[0].Annots = pdf.make_indirect(Array([pdf.make_indirect(link)]))


def starts_a_program(pdf):
    pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F="a.exe"))])


def holds_a_file(pdf):
    pdf.attachments["a.txt"] = b"in the file of another"


def asks_in_a_form(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(pdf, b"<xdp/>"))


def leads_on_in_its_contents(pdf):
    item = pdf.make_indirect(Dictionary(Title="x", A=script(pdf)))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=item, Last=item, Count=1))


def says_who_made_it(pdf):
    pdf.docinfo["/Author"] = "Zij"
    pdf.Root.Metadata = Stream(pdf, b"<x>Zij</x>")
    pdf.pages[0].PieceInfo = Dictionary(X=Dictionary(Private="Zij"))


def shows_a_picture_from_elsewhere(pdf):
    drawn = Stream(pdf, b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    drawn.Ref = Dictionary(F="elsewhere.pdf", Page=0)
    pdf.pages[0].Resources.XObject = Dictionary(A=pdf.make_indirect(drawn))


HARM = [
    opens_by_script,
    names_a_script,
    acts_on_a_page,
    links_elsewhere,
    starts_a_program,
    holds_a_file,
    asks_in_a_form,
    leads_on_in_its_contents,
    says_who_made_it,
    shows_a_picture_from_elsewhere,
]
WORDS_OF_HARM = [
    *[b"/JavaScript", b"/JS", b"/URI", b"/Launch", b"/EmbeddedFile", b"/XFA", b"/AcroForm", b"/AA", b"/Annots"],
    *[b"/Outlines", b"/Names", b"/Author", b"/Metadata", b"/PieceInfo", b"Zij", b"/Ref", b"elsewhere"],
]


@pytest.mark.parametrize("harm", HARM)
def test_a_pdf_keeps_what_it_shows_and_nothing_that_it_does_or_says_of_itself(harm):
    data = pdfs.pdf(harm)

    kept = papers.checked(data)

    plain_before, plain_after = pdfs.unpacked(data), pdfs.unpacked(kept)
    assert any(word in plain_before for word in WORDS_OF_HARM)
    assert [word for word in WORDS_OF_HARM if word in plain_after] == []
    assert pdfs.words_of(kept) == pdfs.words_of(data)


@pytest.mark.parametrize("owner", ["", "geheim"])
def test_a_locked_pdf_gets_a_sentence_of_its_own(training, eva, owner):
    data = pdfs.pdf(encryption=Encryption(owner="baas", user=owner))

    with pytest.raises(PaperLocked):
        add_paper(actor=eva, training_id=training.pk, title="Iets", data=data)


def test_a_signed_pdf_gets_a_sentence_of_its_own(training, eva):
    def signs(pdf):
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), SigFlags=3)

    with pytest.raises(PaperSigned):
        add_paper(actor=eva, training_id=training.pk, title="Iets", data=pdfs.pdf(signs))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 broken"])
def test_what_is_no_paper_gets_the_sentence_that_says_what_is(training, eva, data):
    with pytest.raises(NotAPaper):
        add_paper(actor=eva, training_id=training.pk, title="Iets", data=data)


def test_a_picture_that_unpacks_to_much_is_one_sentence_and_costs_the_server_nothing(training, eva):
    data = cast.picture((8000, 5000))
    before = resident_bytes()

    with pytest.raises(PaperUnread):
        add_paper(actor=eva, training_id=training.pk, title="Groot", data=data)

    assert len(data) < 200_000
    assert resident_bytes() - before < 32 * 1024 * 1024
    assert Paper.objects.count() == 0


def resident_bytes():
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_a_picture_of_a_telephone_is_kept():
    kept = Image.open(BytesIO(sandbox.read_apart(cast.picture((4000, 3000), kind="JPEG"))))

    assert kept.size == (1600, 1200)


def test_a_child_that_dies_is_one_sentence(training, eva, as_, monkeypatch):
    monkeypatch.setattr(sandbox, "CHILD", f"import os; os.kill(os.getpid(), {signal.SIGSEGV})")

    told = {"title": "Het stoplicht", "file": SimpleUploadedFile("a.png", cast.picture())}
    answer = as_(eva).post(reverse("programs:papers", args=[training.pk]), told)

    page = answer.content.decode()
    assert (answer.status_code, "Dit bestand konden we niet lezen." in page) == (422, True)
    assert 'value="Het stoplicht"' in page


def test_a_child_that_computes_without_end_is_stopped(monkeypatch):
    monkeypatch.setattr(sandbox, "CPU_MAX_S", 1)
    bound = "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1))"
    monkeypatch.setattr(sandbox, "CHILD", f"{bound}\nwhile True: pass")

    with pytest.raises(papers.PaperProblem, match=papers.UNREAD):
        sandbox.read_apart(b"x")


def test_a_child_knows_no_key_and_no_database_of_ours(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "of the house")
    monkeypatch.setattr(sandbox, "CHILD", "import os, sys; sys.stdout.write(repr(dict(os.environ)))")

    assert b"of the house" not in sandbox.read_apart(b"x")


@pytest.mark.django_db(transaction=True)
def test_a_file_is_read_before_anything_is_locked(training, eva, as_, monkeypatch):
    seen, run = [], subprocess.run

    def look(*args, **kwargs):
        seen.append(connection.in_atomic_block)
        return run(*args, **kwargs)

    monkeypatch.setattr(sandbox.subprocess, "run", look)
    told = {"title": "Het stoplicht", "file": SimpleUploadedFile("a.png", cast.picture()), "csrfmiddlewaretoken": "x"}
    as_(eva).post(reverse("programs:papers", args=[training.pk]), told)

    assert (seen, Paper.objects.count()) == ([False], 1)
