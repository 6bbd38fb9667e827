"""Pages about her devices, their locks, and how to leave."""

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from house.answers import form_page, is_asked_by_script
from house.errors import BadCode, CodeAsked, Locked, Refusal, WrongPassphrase
from house.guards import about_keys, behind_proof, open_when_locked, open_while_shut, unattended
from house.sign_in.allauth_internals import reauthenticate_by_password
from house.sign_in.forms.devices import LockCodeForm, OpenForm, OutOfSightForm
from house.sign_in.services import devices as signed_in, lock as locking
from house.sign_in.views.lock import lock_page
from house.sign_in.views.sign_out import sign_out

REMEMBERED_S = settings.SESSION_COOKIE_AGE


@about_keys
@require_safe
def devices(request):
    others = [device for device in signed_in.devices_of(request.user) if device != request.device]
    return render(request, "house/sign_in/devices.html", {"others": others})


@about_keys
@require_POST
def device_end(request, device_id):
    """End one device. Ending the present one signs her out."""
    if device_id == request.device.pk:
        sign_out(request)
        return redirect("account_login")
    signed_in.end_device(actor=request.user, device_id=device_id)
    messages.success(request, _("Daar ben je uitgelogd."))
    return redirect("house:devices")


@about_keys
@require_POST
def device_end_others(request):
    signed_in.end_other_devices(actor=request.user, session_key=request.session.session_key)
    messages.success(request, _("Je bent nu alleen nog hier ingelogd."))
    return redirect("house:devices")


@about_keys
@require_POST
def device_end_all(request):
    signed_in.end_devices(actor=request.user, person_id=request.user.pk)
    sign_out(request)
    return redirect("account_login")


@about_keys
@require_POST
def device_remember(request):
    is_remembered = "remember" in request.POST
    signed_in.remember(actor=request.user, device_id=request.device.pk, is_remembered=is_remembered)
    request.session.set_expiry(REMEMBERED_S if is_remembered else 0)
    messages.success(
        request,
        _("Dit apparaat is onthouden.") if is_remembered else _("Dit apparaat wordt niet onthouden."),
    )
    return redirect("house:devices")


@about_keys
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def device_code(request):
    """Choose or change a code for this device."""

    def choose(code, again):
        locking.choose_code(actor=request.user, device_id=request.device.pk, code=code)

    return form_page(
        request,
        form=LockCodeForm(request.POST or None),
        verb=choose,
        template="house/sign_in/device_code.html",
        context={},
        done=_("Je code is bewaard. Als je even weg bent, gaat dit apparaat op slot."),
        back="house:devices",
    )


@about_keys
@require_POST
def device_no_code(request):
    locking.drop_code(actor=request.user, device_id=request.device.pk)
    messages.success(request, _("Dit apparaat heeft nu geen code."))
    return redirect("house:devices")


@open_while_shut
@require_safe
def leaving(request):
    return render(request, "house/sign_in/leaving.html")


@open_when_locked
@csrf_exempt
@require_http_methods(["GET", "POST"])
def lock(request):
    """The lock. A post closes it: now, or `soon` for a page that went out of sight; with an old form too."""
    if request.method == "POST":
        if "soon" in request.POST:
            locking.shut_soon(request.device)
        else:
            locking.shut(request.device)
        return HttpResponse(status=204) if is_asked_by_script(request) else redirect("house:lock")
    return lock_page(request, refusal=Locked()) if request.device.is_locked else redirect("house:start")


@open_when_locked
@sensitive_post_parameters()
@require_POST
def open_lock(request):
    """Open with her code or her passphrase. A page that only covered itself gets 204 and uncovers."""
    form = OpenForm(request.POST)
    if form.is_valid():
        try:
            _open(request, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            return _not_opened(request, form, refusal)
        return HttpResponse(status=204) if is_asked_by_script(request) else _onward(form)
    message = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return _not_opened(request, form, BadCode(message))


def _open(request, code, passphrase, **_rest):
    if not passphrase:
        locking.try_code(request.device, code)
    elif get_adapter().reauthenticate(request.user, passphrase):
        reauthenticate_by_password(request)
    else:
        raise WrongPassphrase
    locking.open_device(request.device)


def _not_opened(request, form, refusal):
    if is_asked_by_script(request):
        payload = {"code": refusal.code, "message": str(refusal.message)}
        return JsonResponse(payload, status=refusal.status)
    return lock_page(request, refusal=Locked() if request.device.is_locked else CodeAsked(), form=form)


def _onward(form):
    """The page where she was; with the form she sent there, if that is still to be done."""
    path = form.cleaned_data["next"]
    if not (url_has_allowed_host_and_scheme(path, allowed_hosts=None) and path.startswith("/")):
        return redirect("house:start")
    return redirect(path, preserve_request=form.cleaned_data["again"])


@open_while_shut
@unattended
@behind_proof  # only pages with a lock ask it
@require_POST
def awake(request):
    """A page came back to the front after this many seconds. 204, or 423 when it locks."""
    form = OutOfSightForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    locking.wake(request.device, **form.cleaned_data)
    if request.device.is_locked:
        return lock_page(request, refusal=Locked())
    return HttpResponse(status=204)


@open_while_shut
@unattended
@behind_proof
@require_safe
def peek(request):
    """Is it still open? Asking does not keep it open; a locked device never gets here."""
    return HttpResponse(status=204)
