"""What is costly to make is made once for all tests of a module.

    @pytest.fixture(scope="module")
    def _filled(django_db_setup, django_db_blocker):
        with once(django_db_blocker):
            yield fill()

A test asks for `db` too, which takes back what it did itself. Every test of such a module finds what was made.
"""

from contextlib import contextmanager

from django.db import transaction


@contextmanager
def once(blocker):
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
