"""The ways a door stays shut."""

from __future__ import annotations

from ..exceptions import NotAllowed, gettext_noop


class SignInRequired(NotAllowed):
    """Nobody is signed in; people are sent to the sign-in page, programs get 401."""

    code = "sign_in"
    default_message = gettext_noop("Please sign in first.")


class WeakSignIn(NotAllowed):
    """Signed in by a password alone while the site asks for more (``STRONG_SIGN_IN``)."""

    code = "weak_sign_in"
    default_message = gettext_noop(
        "Working with Xero needs a strong sign-in: a second factor or your company's single "
        "sign-on. Set one up, then sign in again."
    )
