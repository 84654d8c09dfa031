"""The questions asked about a pair of records, and what follows where answers depend on one another."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matchers.comparisons.base import Comparison
from matchers.comparisons.career import Employer, Schooling, Skills, Title
from matchers.comparisons.circumstances import BirthDate, PlaceOfLiving, Postcode, Street
from matchers.comparisons.contacts import EmailAddress, Identification, PhoneNumber, ProfileLink
from matchers.comparisons.dependence import (
    at_one_employer,
    bound_groups,
    follows,
    in_one_household,
    of_one_origin,
    told_twice,
)
from matchers.comparisons.history import Career
from matchers.comparisons.names import FamilyName, FurtherNames, Generation, GivenName, in_other_order
from matchers.kernel import Outcome
from matchers.scene import Batch

COMPARISONS: tuple[Comparison, ...] = (
    FamilyName(),
    GivenName(),
    FurtherNames(),
    Generation(),
    BirthDate(),
    EmailAddress(),
    PhoneNumber(),
    ProfileLink(),
    Identification(),
    Street(),
    Postcode(),
    PlaceOfLiving(),
    Employer(),
    Title(),
    Schooling(),
    Skills(),
    Career(),
)

# In this order, after all comparisons: each changes outcomes in place.
DEPENDENCES: tuple[Callable[[Batch, Mapping[str, Outcome]], None], ...] = (
    in_other_order,
    of_one_origin,
    told_twice,
    follows,
    in_one_household,
    at_one_employer,
    lambda batch, outcomes: bound_groups(batch, outcomes, COMPARISONS),
)
