"""The shape of what people type about who gives a session."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from house.fields import DayField
from programs.recurrence.rhythm import DAY
from programs.sessions.forms.fields import still_to_come
from programs.sessions.models.duties import WORD_MAX
from programs.staffing.queries.busy import busy_at, known_to

NAMED_MAX = 3
AWAY_AT_MOST = timedelta(days=366)


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
        found = busy_at([person.pk for person in people], moments, besides=besides)
        found = {key: one for key, one in found.items() if one.sessions or with_away}
        if not found:
            self.cleaned_data["despite"] = ""
            return
        self.fields["despite"].widget = word_input()
        if not self.cleaned_data.get("despite"):
            sentences = overlap_sentences(actor, people, found)
            self.add_error("despite", [*sentences, _("Kies iets anders, of schrijf waarom het toch kan.")])


class WordForm(forms.Form):
    """What she wants the coordinator to know. Nobody asks why."""

    word = forms.CharField(
        label=gettext_lazy("Wil je er iets bij zeggen?"),
        help_text=gettext_lazy("Alleen de coördinator leest het. Een reden hoeft niet."),
        max_length=WORD_MAX,
        required=False,
        widget=word_input(),
    )


class AwayForm(WordForm):
    """Gives the days as the verb takes them: from the first up to the day on which she is back."""

    from_on = DayField(label=gettext_lazy("Eerste dag"), validators=[still_to_come])
    last_on = DayField(label=gettext_lazy("Laatste dag"))

    field_order = ["from_on", "last_on", "word"]

    def clean(self):
        words = super().clean()
        if self.errors:
            return words
        from_on, last_on = words["from_on"], words["last_on"]
        if last_on < from_on:
            self.add_error("last_on", _("De laatste dag ligt voor de eerste. Kijk de dagen nog eens na."))
        elif last_on - from_on > AWAY_AT_MOST:
            self.add_error("last_on", _("Dat is meer dan een jaar."))
        return {"from_on": from_on, "until_on": last_on + DAY, "word": words["word"]}


class AskForm(MindsOverlap):
    """Whom to ask: who is free first. Gives what the verb takes."""

    person_ids = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Wie vraag je?"),
        help_text=gettext_lazy("Vraag je er meer? Wie het eerst ja zegt, geeft het."),
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
    )
    has_said_yes = forms.BooleanField(label=gettext_lazy("Zij zei al ja. Zet haar er meteen bij."), required=False)
    and_later = forms.BooleanField(required=False)

    field_order = ["person_ids", "despite", "and_later", "has_said_yes"]

    def __init__(self, *args, actor, session, later, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.actor, self.session, self.later = actor, session, later
        if later:
            told = ngettext("Ook voor de %(count)d volgende keer", "Ook voor de %(count)d volgende keren", len(later))
            self.fields["and_later"].label = told % {"count": len(later)}
            self.fields["and_later"].help_text = _("Van deze reeks, waar ook nog iemand nodig is.")
        else:
            del self.fields["and_later"]
        self.people = [candidate.person for candidate in candidates]
        free = [(one.person.pk, one.person.chosen_name) for one in candidates if one.is_free]
        others = [(one.person.pk, in_words(one)) for one in candidates if not one.is_free]
        groups = [(_("Vrij op dat moment"), free), (_("Niet vrij"), others)]
        self.fields["person_ids"].choices = [(name, choices) for name, choices in groups if choices]

    def clean(self):
        words = super().clean()
        if self.errors:
            return words
        if words["has_said_yes"] and len(words["person_ids"]) > 1:
            self.add_error("has_said_yes", _("Kies dan één persoon."))
            return words
        chosen = [person for person in self.people if person.pk in words["person_ids"]]
        sessions = [self.session, *(self.later if words.get("and_later") else [])]
        self.mind(self.actor, chosen, [(one.starts_at, one.ends_at) for one in sessions])
        return words


def in_words(candidate):
    """'Gina: geeft dan Keukentafel', with as much as the asker may know."""
    name, why = {"name": candidate.person.chosen_name}, _("%(name)s: is dan al bezig")
    if candidate.duty is not None and not candidate.duty.was_filled:
        why = _("%(name)s: zei dat zij deze keer niet kan")
    elif candidate.busy.is_away:
        why = _("%(name)s: zei dat zij dan niet kan")
    elif candidate.known:
        why = _("%(name)s: geeft dan %(title)s, van %(from)s tot %(until)s")
        name |= _facts_of(candidate.known[0])
    return why % name


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
    known = known_to(actor, [session for one in found.values() for session in one.sessions])
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
