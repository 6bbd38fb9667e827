"""What is sent to a served house costs its process no memory: pictures and PDFs are read in a process apart."""

import gc
import os
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse
from pikepdf import Dictionary, Stream

from house.door.services.opening import SONG
from house.models import Canary
from programs.materials.forms import PaperForm
from programs.models import Paper
from programs.trainings.services import start_training
from tests import cast
from tests.programs import pdfs
from tests.server import running_server, test_database
from tests.visitor import Visitor

GROWS_AT_MOST_MIB = 32
MIB = 1024 * 1024


def large_picture():
    """Thirty-five million points, which is a hundred megabytes unpacked, in a file of four and a half."""
    return cast.picture((7000, 5000), kind="JPEG") + os.urandom(4 * MIB)


def large_pdf():
    def fill(pdf):
        pdf.pages[0].Resources.XObject = Dictionary(A=pdf.make_indirect(Stream(pdf, os.urandom(4 * MIB))))

    return pdfs.pdf(fill)


def send(visitor, training, data):
    edge, token = uuid4().hex, visitor.cookie("c")
    part = "--%s\r\nContent-Disposition: form-data; name=%s\r\n\r\n%s\r\n"
    words = part % (edge, "csrfmiddlewaretoken", token) + part % (edge, "title", uuid4().hex[:8])
    file = f"--{edge}\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n"
    body = words.encode() + file.encode() + data + f"\r\n--{edge}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    path = reverse("programs:papers", args=[training.pk])
    return visitor.ask("POST", path, body, headers)[0]


def resident_mib(pid):
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_ten_large_files_cost_the_server_little(eva, house, as_):
    Canary.objects.create(song=SONG)
    trainings = [start_training(actor=eva, house_id=house.pk, theme="body", title=f"Koken {n}") for n in range(3)]
    with running_server(database=test_database()) as server:
        visitor = Visitor(server.url)
        visitor.carry(as_(eva).session.session_key)
        visitor.get(reverse("programs:papers", args=[trainings[0].pk]))
        assert send(visitor, trainings[0], large_picture()) == 302  # what is loaded once is loaded now
        before = resident_mib(server.process.pid)
        files = [large_picture(), large_pdf()] * 5
        statuses, after = [], []
        for number, data in enumerate(files):
            statuses.append(send(visitor, trainings[1 + number % 2], data))
            after.append(resident_mib(server.process.pid))

    assert (statuses, Paper.objects.count()) == ([302] * 10, 11)
    assert max(after) - before <= GROWS_AT_MOST_MIB


@pytest.mark.django_db
def test_a_form_that_was_carried_out_keeps_no_file(eva, house, as_):
    training = start_training(actor=eva, house_id=house.pk, theme="body", title="Koken")
    path, file = reverse("programs:papers", args=[training.pk]), BytesIO(cast.picture((9, 9), kind="JPEG"))
    client = as_(eva)
    gc.collect()  # forms of other tests
    gc.disable()  # a form and its fields hold each other: without the collector it stays
    try:
        assert client.post(path, {"title": "Het stoplicht", "file": file}).status_code == 302
        forms = [it for it in gc.get_objects() if type(it) is PaperForm and it.is_bound]
        assert forms
        assert not any(form.cleaned_data for form in forms)
    finally:
        gc.enable()
