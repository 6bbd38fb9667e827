"""The shape of what people type about who gives a session."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from programs import services
from programs.models.staffing import WORD_MAX

NAMED_MAX = 3


def word_input():
    return forms.Textarea({"rows": 2, "maxlength": WORD_MAX})


class MindsOverlap(forms.Form):
    """A form that plans. It warns where somebody would give two things at once, and then asks why that can be."""

    despite = forms.CharField(
        label=gettext_lazy("Waarom kan het toch?"),
        help_text=gettext_lazy("Eén zin. De coördinator leest hem."),
        max_length=WORD_MAX,
        required=False,
        widget=forms.HiddenInput,
    )

    def mind(self, actor, people, moments, *, besides=(), with_away=True):
        """Refuse these people at these moments unless a reason is given. Call it when the rest is in order."""
        found = services.busy_at([person.pk for person in people], moments, besides=besides)
        found = {key: one for key, one in found.items() if one.sessions or with_away}
        if not found:
            self.cleaned_data["despite"] = ""
            return
        self.fields["despite"].widget = word_input()
        if not self.cleaned_data.get("despite"):
            sentences = overlap_sentences(actor, people, found)
            self.add_error("despite", [*sentences, _("Kies iets anders, of schrijf waarom het toch kan.")])


def named_by_freedom(people, found):
    """Choices of people, by name: who is free first, then who is busy and says so."""
    free = [(person.pk, person.chosen_name) for person in people if person.pk not in found]
    busy = [
        (person.pk, _("%(name)s (dan niet vrij)") % {"name": person.chosen_name})
        for person in people
        if person.pk in found
    ]
    return free + busy


def overlap_sentences(actor, people, found):
    """What keeps these people busy, as far as the actor may know it."""
    known = services.known_to(actor, [session for one in found.values() for session in one.sessions])
    return [
        sentence
        for person in people
        if person.pk in found
        for sentence in _sentences_of(found[person.pk], known, None if person == actor else person.chosen_name)
    ]


def _sentences_of(busy, known, name):
    """About somebody of this name; about who reads it herself when there is none."""
    told = [session for session in busy.sessions if session.pk in known]
    for session in told[:NAMED_MAX]:
        words = _facts_of(session) | {"name": name}
        if name:
            yield _("%(name)s geeft dan ook %(title)s, op %(day)s van %(from)s tot %(until)s.") % words
        else:
            yield _("Je geeft dan ook %(title)s, op %(day)s van %(from)s tot %(until)s.") % words
    if len(told) > NAMED_MAX:
        more = len(told) - NAMED_MAX
        yield ngettext("En zo nog %(count)d keer.", "En zo nog %(count)d keer.", more) % {"count": more}
    if len(told) < len(busy.sessions):
        yield _("%(name)s is dan al bezig.") % {"name": name}
    if busy.is_away:
        yield (
            _("%(name)s zei dat zij dan niet kan komen.") % {"name": name}
            if name
            else _("Je zei dat je dan niet kunt.")
        )


def _facts_of(session):
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return {
        "title": session.training.title,
        "day": date_format(start, "l j F"),
        "from": time_format(start, "G:i"),
        "until": time_format(end, "G:i"),
    }
