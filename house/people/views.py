"""Guards for the pages of the desk."""

from functools import wraps

from django.http import Http404

from house.people.queries.roles import is_eyewitness, runs_a_house


def only_for(may_come):
    """A decorator: 404 unless `may_come(person)`."""

    def decorate(view):
        @wraps(view)
        def guarded(request, **kwargs):
            if not may_come(request.user):
                raise Http404
            return view(request, **kwargs)

        return guarded

    return decorate


coordinator_only = only_for(runs_a_house)
eyewitness_only = only_for(is_eyewitness)
