"""The pages on which somebody writes that she worries, somebody else reads it, and a coordinator chooses who."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from house.models import Device, NamedReader, Position, Role, Vouch, What, Worry
from house.worries.queries import readers_in
from house.worries.services import answer_worry, name_readers, write_worry
from tests.cast import days, make_worker, open_group, take_seat
from tests.page_forms import forms_of

FORM, FIRST, READ = reverse("house:worry"), reverse("house:first"), reverse("house:worries")
HELP, WEEK, TODAY = reverse("house:help"), reverse("programs:week"), reverse("programs:sessions")
SETTING = reverse("house:worry_readers")
WORDS = "Bo eet al drie dagen niet."
LINK = f'href="{FORM}"'


@pytest.fixture
def named(house, eva, gina, hanne):
    hours = {"first_hours": "op werkdagen tot 17 uur", "second_hours": "maandagavond"}
    name_readers(actor=eva, house_id=house.pk, first_id=hanne.pk, second_id=gina.pk, **hours)


@pytest.fixture
def worry(house, named, amal):
    mark = readers_in(house.pk, sender=amal).mark
    return write_worry(actor=amal, house_id=house.pk, words=WORDS, mark=mark)


@pytest.fixture
def read(as_):
    def read(person, path, **asked):
        return as_(person).get(path, asked).content.decode()

    return read


def sent(client, path=FORM, **changed):
    """Send the form as the page shows it, with these fields changed; None leaves one out."""
    forms = forms_of(client.get(path))
    form = next(form for form in forms if "words" in form.fields)
    body = form.untouched() | {"words": [WORDS]} | {name: [value] for name, value in changed.items()}
    return client.post(path, {name: value for name, value in body.items() if value != [None]})


def answer_page(worry):
    return reverse("house:answer_worry", args=[worry.pk])


def test_the_form_names_the_telephone_first_and_then_who_reads_and_when(read, named, amal):
    page = read(amal, FORM)

    places = [page.index(words) for words in ("020-000 00 00", "112", "Hanne leest dit", "op werkdagen tot 17 uur")]
    assert places == sorted(places)
    assert page.index("Gina leest dit") < page.index("maandagavond") < page.index("<textarea")


def test_without_a_named_reader_the_form_names_the_coordinator_and_no_hours(read, amal, eva):
    page = read(amal, FORM)

    assert "Eva leest dit" in page
    assert "wanneer zij kijkt, is niet afgesproken" in page
    assert "Gaat het over Eva zelf?" in page


def test_a_reader_whose_position_ended_is_not_named(read, named, amal, gina, hanne):
    Position.objects.filter(person=hanne).update(until_on=days(0))

    page = read(amal, FORM)

    assert "Hanne" not in page
    assert "Gina leest dit" in page


def test_where_nobody_reads_there_is_no_form(read, as_, eva, amal):
    Position.objects.filter(person=eva).update(until_on=days(0))

    page = read(amal, FORM)
    answer = as_(amal).post(FORM, {"words": WORDS, "is_named": "yes"})

    assert 'name="words"' not in page
    assert "Er is nu niemand die dit kan lezen" in page
    assert (answer.status_code, WORDS in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("who", ["amal", "cleo", "dewi", "eva", "gina"])
def test_whoever_has_the_number_of_the_house_writes_from_help(request, as_, named, who):
    client = as_(request.getfixturevalue(who))

    assert LINK in client.get(HELP).content.decode()
    assert sent(client).status_code == 302
    assert Worry.objects.get().sender == request.getfixturevalue(who)


def test_a_visitor_a_locked_device_and_the_keeper_get_no_link(client, as_, amal, named, db):
    browser = as_(amal)
    browser.get(FORM)
    Device.objects.update(code_hash="a code", locks_at=timezone.now())

    for page in (client.get(HELP), browser.get(HELP)):
        assert "zorgen" not in page.content.decode()


def test_after_she_was_away_the_page_asks_who_she_is(as_, named, amal):
    browser = as_(amal)
    browser.get(FORM)
    Device.objects.update(there_at=timezone.now() - timedelta(minutes=16))

    answer = browser.get(FORM)

    assert answer.status_code != 200
    assert "Hanne" not in answer.content.decode()


def test_her_name_goes_along_unless_she_says_no(as_, read, named, amal, hanne):
    sent(as_(amal))
    sent(as_(amal), is_named="no")

    pages = [read(hanne, answer_page(worry)) for worry in Worry.objects.order_by("written_at")]

    assert ["Dit schreef Amal" in page for page in pages] == [True, False]
    assert ["Amal" in page for page in pages] == [True, False]
    assert "Vraag dus niet rond" in pages[1]


def test_the_page_never_says_anonymous(read, named, amal):
    page = read(amal, FORM)

    assert "anoniem" not in page
    assert "raadt iemand soms wie iets schreef" in page


def test_the_same_page_sent_twice_is_one_worry(as_, named, amal):
    client = as_(amal)
    page = client.get(FORM).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    mark = re.search(r'name="readers" value="(\w+)"', page)[1]
    body = {"csrfmiddlewaretoken": token, "readers": mark, "words": WORDS, "only_id": "all", "is_named": "yes"}

    answers = [client.post(FORM, body).status_code for _ in range(2)]

    assert (answers, Worry.objects.count()) == ([302, 302], 1)


@pytest.mark.parametrize("words", ["", "   ", "x" * 2001])
def test_too_little_and_too_much_is_said_beside_her_words(as_, named, amal, words):
    answer = sent(as_(amal), words=words)

    assert (answer.status_code, Worry.objects.count()) == (422, 0)
    assert words.strip() in answer.content.decode()


def test_when_others_read_meanwhile_her_words_stay_and_the_page_names_them(as_, house, named, amal, eva):
    client = as_(amal)
    mark = readers_in(house.pk, sender=amal).mark
    name_readers(actor=eva, house_id=house.pk)

    answer = client.post(FORM, {"readers": mark, "words": WORDS, "is_named": "yes"})

    page = answer.content.decode()
    assert (answer.status_code, Worry.objects.count()) == (422, 0)
    assert "wie het leest, is net veranderd" in page
    assert WORDS in page
    assert "Eva leest dit" in page
    assert sent(client).status_code == 302


def test_with_many_worries_the_page_asks_her_to_call(as_, named, amal):
    client = as_(amal)
    answers = [sent(client) for _ in range(7)]

    assert [answer.status_code for answer in answers] == [302] * 6 + [422]
    assert "Bel dan het huis" in answers[-1].content.decode()


def test_one_reader_can_be_left_out(as_, read, named, amal, gina, hanne):
    sent(as_(amal), only_id=str(gina.pk))
    worry = Worry.objects.get()

    assert as_(hanne).get(answer_page(worry)).status_code == 404
    assert WORDS in read(gina, answer_page(worry))


def test_somebody_of_two_houses_chooses_where_it_goes(as_, read, house, other_house, dewi, named):
    Position.objects.create(person=dewi, house=other_house, role=Role.TRAINER, from_on=days(-9))
    ida = make_worker("Ida", other_house, Role.COORDINATOR)
    page = read(dewi, FORM)
    there = reverse("house:worry_to", args=[other_house.pk])
    here = reverse("house:worry_to", args=[house.pk])

    assert (there in page) != (here in page)
    assert sent(as_(dewi), there).url == there
    assert list(Worry.objects.to_answer_by(ida)) == [Worry.objects.get()]


def test_a_worry_waits_with_its_age_on_the_first_page_and_the_desk_of_its_readers(read, worry, gina, hanne, eva, dewi):
    Worry.objects.update(written_at=timezone.now() - timedelta(hours=3))

    for person in (gina, hanne):
        page = read(person, TODAY)
        assert "Iemand maakt zich zorgen" in page
        assert "Wacht 3 uur." in page
        assert f'href="{READ}"' in page
        assert "Wacht 3 uur." in read(person, FIRST)
    for person in (eva, dewi):
        assert "Iemand maakt zich zorgen" not in read(person, TODAY)


def test_neither_words_nor_name_stand_where_others_look_along(read, worry, hanne):
    for path in (TODAY, FIRST, READ):
        page = read(hanne, path)
        assert WORDS not in page
        assert "Amal" not in page.replace("Amal</option>", "")


@pytest.mark.parametrize("who", ["amal", "bo", "dewi", "eva", "fay"])
def test_nobody_else_opens_it(request, as_, worry, who):
    client = as_(request.getfixturevalue(who))

    assert client.get(answer_page(worry)).status_code == 404
    assert client.post(answer_page(worry), {"answer": "Ja"}).status_code == 404


def test_she_reads_who_looked(read, worry, amal, hanne):
    read(hanne, answer_page(worry))

    assert str(What.WORRY.label) in read(amal, reverse("house:looks"))


def test_she_reads_the_answer_until_she_puts_it_away(as_, read, worry, amal, hanne):
    as_(hanne).post(answer_page(worry), {"answer": "Ik praat vandaag met haar."})

    week, page = read(amal, WEEK), read(amal, FORM)
    assert "Er staat iets voor jou klaar." in week
    assert "Ik praat" not in week
    assert "Hanne las waar jij je zorgen over maakte." in page
    assert "Ik praat vandaag met haar." in page
    assert "Iemand maakt zich zorgen" not in read(hanne, TODAY)

    for _ in range(2):
        assert as_(amal).post(reverse("house:worry_away", args=[worry.pk])).status_code == 302
    assert "Er staat iets voor jou klaar." not in read(amal, WEEK)
    assert "Hanne las" not in read(amal, FORM)


def test_she_hears_of_a_worry_that_was_closed_without_words(as_, read, worry, amal, hanne):
    as_(hanne).post(answer_page(worry), {"answer": ""})

    assert "Hanne las waar jij je zorgen over maakte." in read(amal, FORM)


def test_who_was_just_too_late_keeps_what_she_typed(as_, worry, gina, hanne):
    client = as_(gina)
    client.get(answer_page(worry))
    answer_worry(actor=hanne, worry_id=worry.pk, answer="Ik bel.")

    answer = client.post(answer_page(worry), {"answer": "Ik ga langs."})

    assert answer.status_code == 422
    assert "Ik ga langs." in answer.content.decode()
    assert client.get(answer_page(worry)).status_code == 404


def test_a_reader_whom_nobody_met_any_more_is_not_named_and_her_coordinator_reads_that(read, named, amal, eva, hanne):
    says = "Haar naam staat er pas als een collega haar in het echt zag."
    assert says not in read(eva, SETTING)

    Vouch.objects.filter(person=hanne).delete()

    assert says in read(eva, SETTING)
    assert "Hanne leest dit" not in read(amal, FORM)


def test_after_she_was_away_the_week_tells_nothing_of_it(as_, worry, amal, hanne):
    answer_worry(actor=hanne, worry_id=worry.pk)
    browser = as_(amal)
    assert "Er staat iets voor jou klaar." in browser.get(WEEK).content.decode()
    Device.objects.update(there_at=timezone.now() - timedelta(minutes=16))

    assert "Er staat iets voor jou klaar." not in browser.get(WEEK).content.decode()


def test_she_takes_her_words_back(as_, read, worry, amal, hanne):
    page = read(amal, FORM)
    assert WORDS in page
    assert "Er is nog geen antwoord." in page

    as_(amal).post(reverse("house:worry_away", args=[worry.pk]))

    assert WORDS not in read(amal, FORM)
    assert as_(hanne).get(answer_page(worry)).status_code == 404


def test_when_her_only_reader_left_her_page_says_so(as_, read, house, named, amal, hanne):
    sent(as_(amal), only_id=str(hanne.pk))
    Position.objects.filter(person=hanne).update(until_on=days(0))

    assert "Er staat iets voor jou klaar." in read(amal, WEEK)
    page = read(amal, FORM)
    assert "kan nu niemand meer lezen" in page
    assert WORDS in page
    assert "Er is nog geen antwoord." not in page


def test_a_coordinator_chooses_who_reads_and_the_reader_hears_it_once(as_, read, house, eva, hanne):
    body = {"first_id": str(hanne.pk), "first_hours": "op werkdagen", "second_id": "", "second_hours": ""}

    assert as_(eva).post(reverse("house:name_readers", args=[house.pk]), body).url == SETTING

    assert "Zij las nog niet dat je haar koos." in read(eva, SETTING)
    assert "Kijk welke tijden erbij staan" in read(hanne, TODAY)
    assert "op werkdagen" in read(hanne, READ)
    assert "Kijk welke tijden erbij staan" not in read(hanne, TODAY)
    assert "Zij las nog niet dat je haar koos." not in read(eva, SETTING)


def test_the_setting_says_that_a_reader_works_here_no_more(read, named, eva, hanne):
    Position.objects.filter(person=hanne).update(until_on=days(0))

    assert "Werkt hier niet meer, en leest dus niets." in read(eva, SETTING)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"first_id": "", "second_id": "hanne", "second_hours": "soms"}, "Kies eerst wie het als eerste leest."),
        ({"second_id": "hanne", "second_hours": "soms"}, "Kies een ander, of laat dit leeg."),
        ({"first_hours": ""}, "Zeg in een paar woorden wanneer zij leest."),
        ({"first_hours": "x" * 81}, "81"),
        ({"first_id": "amal"}, "Kies een van de mogelijkheden."),
        ({"first_id": "geen"}, "Kies een van de mogelijkheden."),
    ],
)
def test_readers_that_cannot_be_are_refused(as_, house, eva, amal, hanne, changed, says):
    people = {"hanne": str(hanne.pk), "amal": str(amal.pk)}
    body = {"first_id": "hanne", "first_hours": "op werkdagen", "second_id": "", "second_hours": ""} | changed

    answer = as_(eva).post(
        reverse("house:name_readers", args=[house.pk]), {name: people.get(value, value) for name, value in body.items()}
    )

    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert not NamedReader.objects.exists()


def test_the_form_for_readers_shows_the_present_ones(read, named, house, eva, hanne):
    page = read(eva, reverse("house:name_readers", args=[house.pk]))

    assert re.search(rf'value="{hanne.pk}"\s+selected', page)
    assert "op werkdagen tot 17 uur" in page


@pytest.mark.parametrize("path", [WEEK, HELP])
def test_a_quiet_link_leads_to_the_form(read, named, amal, path):
    assert LINK in read(amal, path)


def test_the_page_of_her_group_leads_to_the_form(read, house, amal, eva, gina):
    group = open_group(actor=eva, house_id=house.pk, name="Keukentafel", facilitator_id=gina.pk, promise="workday")
    take_seat(actor=eva, group_id=group.pk, person_id=amal.pk, alias="Wilg")

    assert LINK in read(amal, reverse("peergroups:about", args=[group.pk]))
