"""Add materials to some trainings of the demo houses from materials.toml, through the verbs."""

from __future__ import annotations

import tomllib
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from house.models import Position, Role
from programs.materials.services import add_paper, tell_training_in
from programs.trainings.models import Training

WORDS = Path(__file__).parent / "materials.toml"


def fill() -> None:
    for entry in tomllib.loads(WORDS.read_text())["materials"]:
        for training in Training.objects.all():
            if training.title == entry["title"]:
                _add_to(training, entry)


def _add_to(training: Training, entry: dict[str, Any]) -> None:
    training.note, training.recap = entry["note"], entry["recap"].strip()
    training.save(update_fields=["note", "recap"])
    actor = Position.objects.filter(house=training.house, role=Role.COORDINATOR).select_related("person")[0].person
    target = {"actor": actor, "training_id": training.pk}
    for language, texts in entry.get("in", {}).items():
        tell_training_in(**target, language=language, **{name: text.strip() for name, text in texts.items()})
    if entry["paper"]:
        add_paper(**target, title=entry["paper"], data=_traffic_light())


def _traffic_light() -> bytes:
    picture = Image.new("RGB", (480, 180), "#fffdfa")
    draw = ImageDraw.Draw(picture)
    for place, colour in enumerate(("#97372a", "#f2bd55", "#1b5c53")):
        draw.ellipse((30 + place * 150, 30, 150 + place * 150, 150), fill=colour)
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()
