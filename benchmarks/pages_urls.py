"""The routes of the house, with two pages beside them to measure by."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from house.urls import urlpatterns as of_the_house


@login_not_required
def bare(request):
    """Reads session and user, and does nothing."""
    return HttpResponse(str(request.user.pk))


def empty(request):
    """All middleware and the frame of every page, with nothing in it."""
    return render(request, "base.html")


urlpatterns = [path("bare/", bare), path("empty/", empty), *of_the_house]
