"""What is kept of somebody stands on her own page: all of it, for each field of each table that can name her."""

import pytest

from house.privacy.services.personal_data import everything_of
from tests.house.test_lock import phone_of
from tests.rows import fields_to_people, label, make_every_row

TOLD = {
    "mfa.Authenticator.user": "Je tweede stap",
    "house.Card.person": "Je kaart",
    "house.Card.made_by": "Een kaart gemaakt: 1 keer",
    "house.Vouch.person": "Wie jou in het echt zag",
    "house.Vouch.by": "Gezegd dat je iemand in het echt zag: 1 keer",
    "house.Introduction.person": "Je liet een code zien die een uur werkt.",
    "house.Making.person": "Door hoeveel handen je plek hier kwam",
    "house.Maker.person": "Iemand erbij gezet, of een kaart voor haar gemaakt: 1 keer",
    "house.Return.person": "Keren dat twee mensen jou herkenden",
    "house.Return.asked_by": "Gevraagd of iemand weer binnen mag: 1 keer",
    "house.Return.confirmed_by": "Bevestigd wie voor de deur stond: 1 keer",
    "house.Return.stopped_by": "Tegengehouden dat iemand een nieuwe kaart kreeg: 1 keer",
    "house.Walk.by": "Nagegaan wie er in het huis is: 1 keer",
    "house.Erasure.person": "Je vraag om alles te wissen",
    "house.Erasure.stopped_by": "Tegengehouden dat iemand gewist werd: 1 keer",
    "house.Device.person": "Waar je bent ingelogd",
    "house.Stay.person": "Je tijd in het huis",
    "house.Position.person": "Wat je hier doet",
    "house.Coaching.resident": "Wie er met je meeloopt",
    "house.Coaching.coach": "Meegelopen met iemand: 1 keer",
    "house.Emergency.person": "Keren dat iemand in nood bij je keek",
    "house.Emergency.opened_by": "In nood bij iemand gekeken: 1 keer",
    "house.Emergency.read_by": "Gelezen waarom iemand in nood keek: 1 keer",
    "house.Worry.sender": "Waar je je zorgen over maakte",
    "house.Worry.answered_by": "Geantwoord aan iemand die zich zorgen maakt: 1 keer",
    "house.Addressee.person": "Iets gekregen van iemand die zich zorgen maakt: 1 keer",
    "house.NamedReader.person": "Waar jij zorgen leest",
    "programs.Needs.person": "Wat je nodig hebt om mee te doen",
    "programs.Assignment.person": "Wat je geeft",
    "programs.Enrolment.person": "Waar je bij hoort",
    "programs.Duty.person": "Wat je zei over wat je geeft",
    "programs.Duty.by": "Gevraagd of geregeld wie iets geeft: 1 keer",
    "programs.Away.person": "Dagen waarop je niet kunt komen",
    "programs.Overlap.person": "Waarom jij twee dingen tegelijk geeft",
    "programs.Overlap.by": "Gezegd waarom iemand twee dingen tegelijk geeft: 1 keer",
    "programs.Welcome.person": "Waar je welkom bent",
    "programs.Change.by": "Een training verplaatst, afgezegd of anders gemaakt: 1 keer",
    "programs.Answer.person": "Je zei dat je niet komt",
    "programs.Attendance.person": "Of je erbij was",
    "programs.Attendance.noted_by": "Opgeschreven wie erbij was: 1 keer",
    "programs.OwnWord.person": "Wat je zelf zei over of je erbij was",
    "programs.Draft.made_by": "Programma's die je bracht",
    "programs.Edit.by": "Een reeks veranderd: 1 keer",
    "programs.Edit.undone_by": "Een verandering teruggezet: 1 keer",
    "programs.Feed.person": "De link naar een andere agenda",
    "programs.Joining.person": "Je zei dat je meedoet",
    "programs.HouseNote.by": "Een bericht van het huis geschreven: 1 keer",
    "programs.Appointment.person": "Wat je zelf in je week zette",
    "programs.Chore_people.person": "Taken die jij om de beurt doet",
    "programs.Swap.asked_by": "Beurten die je ruilde",
    "programs.Swap.taken_by": "Beurten die je ruilde",
    "programs.Notice.person": "Wat er nieuw voor je was",
    "programs.Visit.person": "Wanneer je het laatst keek",
    "programs.Reminding.person": "Wanneer je herinnerd wilt worden",
    "programs.Reminder.person": "Waaraan je herinnerd bent",
    "programs.Wish.asked_by": "Wat je wenste",
    "programs.Vote.person": "Wensen van anderen",
    "peergroups.Seat.person": "Je plek in een groep",
    "peergroups.Seat.asked_by": "Een plek gegeven, of gevraagd of iemand terug mag: 1 keer",
    "peergroups.Seat.opened_by": "Gezegd dat je iemand zag, voor haar plek: 1 keer",
    "peergroups.SeatQuestion.asked_by": "Gevraagd wie er komt meelezen: 1 keer",
    "peergroups.SeatQuestion.answered_by": "Verteld wie er komt meelezen: 1 keer",
    "peergroups.Report.reporter": "Wat je liet weten",
    "peergroups.Report.answered_by": "Geantwoord op wat iemand liet weten: 1 keer",
    "peergroups.Agreements.written_by": "Opgeschreven wat een groep afsprak: 1 keer",
    "peergroups.Freeze.frozen_by": "Een plek even dichtgedaan: 1 keer",
    "peergroups.Freeze.thawed_by": "Een plek weer opengedaan: 1 keer",
    "peergroups.Message.author": "Wat je in een groep zei",
}
NOT_TOLD = {
    "account.EmailAddress.user": "a table of a package: nobody is asked for an address, and no page keeps one",
    "house.LogKey.person": "the key of the page 'Wie keek in mijn gegevens', which tells what it opens",
}


@pytest.fixture
def told(amal, bo, house):
    """All lines of her page, in a world with a row of every kind that names her."""
    phone_of(amal)
    make_every_row(amal, bo, house, "Dit is van mij")
    everything = everything_of(amal)
    return [*(str(kept.title) for kept in everything), *(line for kept in everything for line in kept.lines)]


def test_each_field_that_can_name_her_is_told_or_has_a_reason(db):
    fields = {label(model, name) for model, name in fields_to_people()}

    assert fields == TOLD.keys() | NOT_TOLD.keys()
    assert not TOLD.keys() & NOT_TOLD.keys()


def test_each_of_them_stands_on_her_page(told):
    assert [name for name, words in TOLD.items() if words not in told] == []


def test_what_she_wrote_herself_is_there_in_her_words(told):
    hers = [line for line in told if "Dit is van mij" in line]

    assert len(hers) >= 8


def test_nothing_in_it_names_another_than_who_walks_along(told, bo, amal):
    naming = [line for line in told if bo.chosen_name in line.split()]

    assert [line for line in naming if not line.startswith(f"{bo.chosen_name}: vanaf")] == []


def test_each_kind_of_kept_data_says_how_long_it_is_kept(amal, bo, house):
    make_every_row(amal, bo, house, "Dit is van mij")

    assert all(str(kept.until) for kept in everything_of(amal))


def test_her_phase_is_told_as_one_says_it_to_her(amal):
    amal.stays.update(phase="training")
    stays = next(kept for kept in everything_of(amal) if kept.title == "Je tijd in het huis")

    assert "Je werkt aan je plan" in stays.lines
    assert not any("uitvoering" in line for line in stays.lines)


def test_what_is_much_is_folded_after_four_lines(as_, amal, house):
    for number in range(6):
        amal.chores.create(house=house, name=f"klus {number}", weekdays="0")

    page = as_(amal).get("/me/kept/").content.decode()

    shown, _, folded = page.partition("Nog 2")
    assert (shown.count("klus "), folded.count("klus ")) == (4, 2)
