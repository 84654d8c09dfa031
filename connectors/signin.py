"""Sign-in with a network: who somebody is there, by the token they gave when they signed in. No positions, no friends."""

from __future__ import annotations

from typing import Any

import msgspec

from connectors.consented import ConsentedSource, Consents
from connectors.kit.api import Api
from connectors.kit.records import account, texts
from enrich.model import Found, Identifier, Link, Profile
from enrich.ports import Limits, Policy, Rate


class UserInfo(msgspec.Struct):
    """OpenID Connect Core 1.0, section 5.3: the standard claims that a sign-in gives."""

    sub: str
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    email_verified: Any = None
    profile: str = ""


class FacebookUser(msgspec.Struct):
    id: str
    name: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    link: str = ""


class LinkedInSignInOptions(Consents, frozen=True, kw_only=True):
    """base: the API's address. members: who signed in, under names of yours, and where their tokens stand."""

    base: str = "https://api.linkedin.com"


class FacebookLoginOptions(Consents, frozen=True, kw_only=True):
    """base: the API's address. members: who signed in, under names of yours, and where their tokens stand."""

    base: str = "https://graph.facebook.com/v23.0"


class LinkedInSignIn(ConsentedSource[LinkedInSignInOptions]):
    """LinkedIn sign-in: a member's name and verified e-mail address. It proves an address, not who somebody is."""

    name = "linkedin-login"
    title = "LinkedIn sign-in"
    needs = 'an app with "Sign In with LinkedIn using OpenID Connect", and the token of each who signed in'
    limits = Limits((Rate(100, 60),))
    policy = Policy(
        "Only what the member saw when signing in; not to be put together with other data from LinkedIn.",
        fields=("name", "given_name", "family_name", "emails", "identifiers"),
        keep_days=365,
        purposes=("what the member agreed to",),
        attribution="LinkedIn, given by the member",
        show_link=False,
        basis="consent (GDPR, article 6.1 a)",
        terms_url="https://www.linkedin.com/legal/l/api-terms-of-use",
    )
    options_type = LinkedInSignInOptions

    def member(self, name: str, api: Api) -> Found | None:
        """The claims; an address that is not verified proves nothing and is left out."""
        user = api.get("/v2/userinfo", UserInfo)
        if user is None:
            return None
        verified = str(user.email_verified).lower() == "true"
        profile = Profile(
            name=user.name or f"{user.given_name} {user.family_name}".strip(),
            given_name=user.given_name,
            family_name=user.family_name,
            emails=texts(user.email) if verified else (),
            identifiers=(Identifier("linkedin-login", user.sub),),
        )
        return Found(user.sub, profile)


class FacebookLogin(ConsentedSource[FacebookLoginOptions]):
    """Facebook Login: a member's name, and the e-mail address and page they share."""

    name = "facebook-login"
    title = "Facebook Login"
    needs = "an app with Facebook Login (public_profile, email), and the token of each who signed in"
    limits = Limits((Rate(200, 3600),))
    policy = Policy(
        "Only what the member saw when signing in. Deleted when they or Facebook ask for it; no decisions on employment "
        "may rest on it.",
        fields=("name", "given_name", "family_name", "emails", "links", "identifiers"),
        keep_days=90,
        purposes=("what the member agreed to",),
        attribution="Facebook, given by the member",
        show_link=False,
        delete_when_gone=True,
        basis="consent (GDPR, article 6.1 a)",
        terms_url="https://developers.facebook.com/terms/",
    )
    options_type = FacebookLoginOptions

    def member(self, name: str, api: Api) -> Found | None:
        """What the member shares with the app; the number is the app's own for them."""
        user = api.get("/me", FacebookUser, {"fields": "id,name,first_name,last_name,email,link"})
        if user is None:
            return None
        page: tuple[Link, ...] = (account("facebook", "", user.link),) if user.link else ()
        profile = Profile(
            name=user.name,
            given_name=user.first_name,
            family_name=user.last_name,
            emails=texts(user.email),
            links=page,
            identifiers=(Identifier("facebook-login", user.id),),
        )
        return Found(user.id, profile)
