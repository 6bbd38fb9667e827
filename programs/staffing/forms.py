"""The forms about who gives a session."""

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
    """A form that plans. It warns when somebody would give two things at once, and then asks why that is possible."""

    despite = forms.CharField(
        label=gettext_lazy("Waarom kan het toch?"),
        help_text=gettext_lazy("Eén zin. De coördinator leest hem."),
        max_length=WORD_MAX,
        required=False,
        widget=forms.HiddenInput,
    )

    def mind(self, actor, people, moments, *, besides=(), with_away=True):
        """Refuse these people at these moments unless a reason is given. Call it when the rest is valid."""
        busy = busy_at([person.pk for person in people], moments, besides=besides)
        busy = {key: unavailability for key, unavailability in busy.items() if unavailability.sessions or with_away}
        if not busy:
            self.cleaned_data["despite"] = ""
            return
        self.fields["despite"].widget = word_input()
        if not self.cleaned_data.get("despite"):
            sentences = overlap_sentences(actor, people, busy)
            self.add_error("despite", [*sentences, _("Kies iets anders, of schrijf waarom het toch kan.")])


class WordForm(forms.Form):
    """A message for the coordinator. No reason is asked."""

    word = forms.CharField(
        label=gettext_lazy("Wil je er iets bij zeggen?"),
        help_text=gettext_lazy("Alleen de coördinator leest het. Een reden hoeft niet."),
        max_length=WORD_MAX,
        required=False,
        widget=word_input(),
    )


class HandoverForm(WordForm):
    """And one for whoever takes it over."""

    handover = forms.CharField(
        label=gettext_lazy("Wil je iets zeggen tegen wie het overneemt?"),
        help_text=gettext_lazy("Wie gevraagd wordt, leest het voor zij antwoordt."),
        max_length=WORD_MAX,
        required=False,
        widget=word_input(),
    )

    field_order = ["handover", "word"]


class AwayForm(WordForm):
    """Days on which she is away. Cleaned data: [from_on, until_on), with `until_on` the day on which she is back."""

    from_on = DayField(label=gettext_lazy("Eerste dag"), validators=[still_to_come])
    last_on = DayField(label=gettext_lazy("Laatste dag"))

    field_order = ["from_on", "last_on", "word"]

    def clean(self):
        fields = super().clean()
        if self.errors:
            return fields
        from_on, last_on = fields["from_on"], fields["last_on"]
        if last_on < from_on:
            self.add_error("last_on", _("De laatste dag ligt voor de eerste. Kijk de dagen nog eens na."))
        elif last_on - from_on > AWAY_AT_MOST:
            self.add_error("last_on", _("Dat is meer dan een jaar."))
        return {"from_on": from_on, "until_on": last_on + DAY, "word": fields["word"]}


class AskForm(MindsOverlap):
    """The people to ask; those who are free come first. Cleaned data are the arguments of the verb."""

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
            label = ngettext("Ook voor de %(count)d volgende keer", "Ook voor de %(count)d volgende keren", len(later))
            self.fields["and_later"].label = label % {"count": len(later)}
            self.fields["and_later"].help_text = _("Van deze reeks, waar ook nog iemand nodig is.")
        else:
            del self.fields["and_later"]
        self.people = [candidate.person for candidate in candidates]
        free = [(candidate.person.pk, candidate.person.chosen_name) for candidate in candidates if candidate.is_free]
        others = [(candidate.person.pk, in_words(candidate)) for candidate in candidates if not candidate.is_free]
        groups = [(_("Vrij op dat moment"), free), (_("Niet vrij"), others)]
        self.fields["person_ids"].choices = [(name, choices) for name, choices in groups if choices]

    def clean(self):
        fields = super().clean()
        if self.errors:
            return fields
        if fields["has_said_yes"] and len(fields["person_ids"]) > 1:
            self.add_error("has_said_yes", _("Kies dan één persoon."))
            return fields
        chosen = [person for person in self.people if person.pk in fields["person_ids"]]
        sessions = [self.session, *(self.later if fields.get("and_later") else [])]
        self.mind(self.actor, chosen, [(session.starts_at, session.ends_at) for session in sessions])
        return fields


def in_words(candidate):
    """For example 'Gina: geeft dan Keukentafel', with as much as the asker may know."""
    name, why = {"name": candidate.person.chosen_name}, _("%(name)s: is dan al bezig")
    if candidate.duty is not None and not candidate.duty.was_filled:
        why = _("%(name)s: zei dat zij deze keer niet kan")
    elif candidate.busy.is_away:
        why = _("%(name)s: zei dat zij dan niet kan")
    elif candidate.known:
        why = _("%(name)s: geeft dan %(title)s, van %(from)s tot %(until)s")
        name |= _facts_of(candidate.known[0])
    return why % name


def named_by_freedom(people, busy_people):
    """Choices of people, by name: first those who are free, then those who are busy, with a mark."""
    free = [(person.pk, person.chosen_name) for person in people if person.pk not in busy_people]
    busy = [
        (person.pk, _("%(name)s (dan niet vrij)") % {"name": person.chosen_name})
        for person in people
        if person.pk in busy_people
    ]
    return free + busy


def overlap_sentences(actor, people, busy):
    """Sentences about what keeps these people busy, as far as the actor may know it."""
    visible = known_to(actor, [session for reason in busy.values() for session in reason.sessions])
    return [
        sentence
        for person in people
        if person.pk in busy
        for sentence in _sentences_of(busy[person.pk], visible, None if person == actor else person.chosen_name)
    ]


def _sentences_of(busy, visible, name):
    """Sentences about the person of this name; without a name, sentences to herself."""
    shown = [session for session in busy.sessions if session.pk in visible]
    for session in shown[:NAMED_MAX]:
        facts = _facts_of(session) | {"name": name}
        if name:
            yield _("%(name)s geeft dan ook %(title)s, op %(day)s van %(from)s tot %(until)s.") % facts
        else:
            yield _("Je geeft dan ook %(title)s, op %(day)s van %(from)s tot %(until)s.") % facts
    if len(shown) > NAMED_MAX:
        more = len(shown) - NAMED_MAX
        yield ngettext("En zo nog %(count)d keer.", "En zo nog %(count)d keer.", more) % {"count": more}
    if len(shown) < len(busy.sessions):
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
