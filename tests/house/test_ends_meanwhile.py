"""What she may do ends while her page is being made, at any moment of it: she reads an answer, never a fault of ours.

Every route that a coordinator has is asked again and again, and each time her posts end just before another of the
questions that the page puts to the database: what two do at once happens here in one thread.
"""

from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from house.models import Position
from tests.cast import days
from tests.house.test_access_map import ACCESS, BODY, path_of

ROUTES = [(method, route) for (method, route), who in ACCESS.items() if "eva" in who and route != "not_here"]
STEP = 6
"""One of so many questions is chosen, and each route begins with another."""


class Questions:
    """Counts what is asked of the database, and does something before the chosen one."""

    def __init__(self, chosen, deed):
        self.asked, self.chosen, self.deed = 0, chosen, deed

    def __call__(self, execute, sql, params, many, context):
        self.asked += 1
        if self.asked == self.chosen:
            self.deed()
        return execute(sql, params, many, context)


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def asked_with(client, method, path, body, questions):
    with connection.execute_wrapper(questions):
        return client.get(path) if method == "GET" else client.post(path, body)


@pytest.mark.parametrize(("method", "route"), ROUTES)
def test_her_posts_end_at_any_moment_of_a_page(world, method, route):
    eva, path, body = world.cast["eva"], path_of(route, world), BODY.get(route)
    faults, chosen, count = [], 1 + ROUTES.index((method, route)) % STEP, 1

    while chosen <= count:
        with taken_back():
            questions = Questions(chosen, lambda: Position.objects.filter(person=eva).update(until_on=days(0)))
            client = world.browser_of("eva", raise_request_exception=False)
            answer = asked_with(client, method, path, body, questions)
        if answer.status_code >= 500:
            faults.append((chosen, answer.status_code))
        count, chosen = questions.asked, chosen + STEP

    assert faults == []
