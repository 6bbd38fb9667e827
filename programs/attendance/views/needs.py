"""What she needs to take part, said by herself."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from house.answers import form_page
from programs.attendance.forms.needs import NeedsForm
from programs.attendance.models.needs import Needs
from programs.attendance.services.needs import say_needs


def needs(request):
    hers = Needs.objects.filter(person=request.user).first()
    initial = {"interpreter": hers.interpreter, "words": hers.words} if hers else {}
    return form_page(
        request,
        form=NeedsForm(request.POST if request.method == "POST" else None, initial=initial),
        verb=partial(say_needs, actor=request.user),
        template="programs/attendance/needs.html",
        context={"has_said": hers is not None},
        done=_("Bewaard."),
        back=reverse("house:me"),
    )
