"""The least that a page of Django for somebody who is signed in does: `benchmarks.week` measures ours beside it."""

from django.http import HttpResponse
from django.urls import path


def bare(request):
    return HttpResponse(f"<p>{request.user.pk}</p>")


urlpatterns = [path("", bare)]
