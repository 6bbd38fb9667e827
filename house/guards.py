"""Guards of views: decorators that the middleware reads, as Django's `login_not_required` is.

A view without a guard is open to a person who is signed in, has her second step if she needs one, and whose device is
neither locked nor shut. An app may make that stricter for all its views (`registry.behind_proof`); then only a guard
loosens it.
"""


def open_when_locked(view):
    """Opens on a locked device too, and before she chose a second step: it shows nothing of her."""
    view.is_open_when_locked = True
    return view


def open_while_shut(view):
    """Opens on a shut device too, because a house is gone through on it before it opens. It keeps its own rights."""
    view.is_open_while_shut = True
    return view


def before_second_step(view):
    """Opens before she chose the second step that she needs: there she chooses it."""
    view.is_before_second_step = True
    return view


def about_keys(view):
    """Asks her code, or her passphrase if she has none, once more unless she gave it just now."""
    view.is_about_keys = True
    return view


def behind_proof(view):
    """Asks her code or passphrase after she was away, because another person may hold her telephone."""
    view.is_behind_proof = True
    return view


def open_after_absence(view):
    """Opens without her code in an app whose pages are behind proof."""
    view.is_behind_proof = False
    return view


def unattended(view):
    """A page requests it by itself, so it is no sign that she is present."""
    view.is_unattended = True
    return view
