"""Two coordinators who put one draft, or one week, at once."""

from datetime import date
from uuid import uuid4

import pytest

from house.models import Role
from programs.importing.services.copies import copy_week
from programs.importing.services.drafts import bring_sheet
from programs.importing.services.put import put_draft
from programs.models import Origin, Series
from tests import cast
from tests.programs.conftest import TUESDAY
from tests.programs.test_changing import run_together

ROW = "Training;Dag;Tijd;Duur\nSterk staan;di;{};60\n"


def put_or_refused(draft, eva):
    return lambda: put_draft(actor=eva, draft_id=draft.pk)


@pytest.mark.django_db(transaction=True)
def test_a_draft_that_is_put_twice_at_once_is_put_once(eva, house, training):
    draft = bring_sheet(actor=eva, house_id=house.pk, data=ROW.format("10:30").encode())

    outcomes = run_together(put_or_refused(draft, eva), put_or_refused(draft, eva))

    assert (sorted(outcomes), Series.objects.count()) == (["AlreadyPut", "int"], 1)


@pytest.mark.django_db(transaction=True)
def test_two_versions_that_are_put_at_once_are_one_series(eva, house, training):
    source = uuid4()
    drafts = [
        bring_sheet(actor=eva, house_id=house.pk, data=ROW.format(at).encode(), source=source)
        for at in ("10:30", "11:00")
    ]

    outcomes = run_together(*[put_or_refused(draft, eva) for draft in drafts])

    assert (outcomes, Series.objects.count(), Origin.objects.count()) == (["int", "int"], 1, 1)


@pytest.mark.django_db(transaction=True)
def test_one_week_that_is_copied_twice_at_once_is_held_once(eva, house, plan):
    series = plan([2], from_on=date(2026, 10, 14), until_on=date(2026, 10, 14))
    colleague = cast.make_worker("Ivy", house, Role.COORDINATOR)
    words = {"house_id": house.pk, "from_on": TUESDAY, "to_on": date(2026, 10, 20)}
    drafts = {actor: copy_week(actor=actor, **words) for actor in (eva, colleague)}

    run_together(*[put_or_refused(draft, actor) for actor, draft in drafts.items()])

    assert sorted(series.sessions.values_list("original_on", flat=True)) == [date(2026, 10, 14), date(2026, 10, 21)]
