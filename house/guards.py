"""What a page asks of whoever opens it: said at its view, read by the middleware, as Django's `login_not_required` is.

A view without a word is for whoever is signed in, has her second step if she needs one, and whose device is not locked.
An app may make that stricter for all its views (`registry.behind_proof`); then only a word at a view loosens it.
"""


def open_when_locked(view):
    """It opens on a locked device too, and before she chose a second step: it tells nothing of her."""
    view.is_open_when_locked = True
    return view


def before_second_step(view):
    """It opens before she chose the second step that she needs: there she chooses it."""
    view.is_before_second_step = True
    return view


def about_keys(view):
    """Her code, or her passphrase where she has none, is asked once more unless she gave it just now."""
    view.is_about_keys = True
    return view


def behind_proof(view):
    """Her code or passphrase is asked when she was away, for whoever holds her telephone may not be her."""
    view.is_behind_proof = True
    return view


def open_after_absence(view):
    """It opens without her code in an app whose pages are behind proof."""
    view.is_behind_proof = False
    return view


def unattended(view):
    """A page asks it by itself, so it is no sign that somebody is there."""
    view.is_unattended = True
    return view
