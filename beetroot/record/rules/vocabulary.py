"""The record's closed lists of words, as stored and as shown. Sources stand beside those that others defined."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Review(TextChoices):
    SUGGESTED = "suggested", _("suggested")
    CONFIRMED = "confirmed", _("confirmed")
    REJECTED = "rejected", _("rejected")
    SUPERSEDED = "superseded", _("superseded")


class Stage(TextChoices):
    """Where a situation stands."""

    DEVELOPING = "developing", _("developing")
    DORMANT = "dormant", _("dormant")
    CLOSED = "closed", _("closed")


class Domain(TextChoices):
    MILITARY = "military", _("military")
    ECONOMIC = "economic", _("economic")
    POLITICAL = "political", _("political")
    LEGAL = "legal", _("legal")
    INFORMATION = "information", _("information")


class Schema(TextChoices):
    """FollowTheMoney's kinds of actor; Country is ours, exported as PublicBody."""

    PERSON = "Person", _("person")
    ORGANIZATION = "Organization", _("organization")
    PUBLIC_BODY = "PublicBody", _("public body")
    COMPANY = "Company", _("company")
    COUNTRY = "Country", _("country")


class RelationType(TextChoices):
    """The first five are FollowTheMoney's."""

    MEMBERSHIP = "Membership", _("is a member of")
    OCCUPANCY = "Occupancy", _("holds the post of")
    OWNERSHIP = "Ownership", _("owns")
    DIRECTORSHIP = "Directorship", _("directs")
    UNKNOWN_LINK = "UnknownLink", _("is linked to")
    DEPENDS_ON = "depends_on", _("depends on")
    SUPPORTS = "supports", _("supports")
    SUPPLIES = "supplies", _("supplies")
    FINANCES = "finances", _("finances")
    HOSTS_FORCES_OF = "hosts_forces_of", _("hosts forces of")
    COMMANDS = "commands", _("commands")
    TRAINS = "trains", _("trains")
    SANCTIONS = "sanctions", _("sanctions")
    ALLIED_WITH = "allied_with", _("is allied with")
    OPPOSES = "opposes", _("opposes")
    FIGHTS_FOR = "fights_for", _("fights for")
    REPRESSES = "represses", _("represses")
    ANNEXES = "annexes", _("annexes")
    STRIKES_FROM = "strikes_from", _("strikes from")
    NAMED_AFTER = "named_after", _("is named after")


class Direction(TextChoices):
    ONE_WAY = "one_way", _("one way")
    MUTUAL = "mutual", _("mutual")


class Exchange(TextChoices):
    """What a relation or event was to the actor whose situation it is."""

    GIVEN = "given", _("given")
    GOT = "got", _("got")


class RelationState(TextChoices):
    CURRENT = "current", _("current")
    ENDED = "ended", _("ended")
    PLANNED = "planned", _("planned")
    UNKNOWN = "unknown", _("unknown")


class Reliability(TextChoices):
    """Admiralty code (NATO AJP-2.1), letters only."""

    A = "A", _("A: completely reliable")
    B = "B", _("B: usually reliable")
    C = "C", _("C: fairly reliable")
    D = "D", _("D: not usually reliable")
    E = "E", _("E: unreliable")
    F = "F", _("F: cannot be judged")


class Mode(TextChoices):
    DIRECT = "direct", _("direct")
    MIXED = "mixed", _("mixed")
    INDIRECT = "indirect", _("indirect")


class Attribution(TextChoices):
    NAMED = "named", _("named")
    GROUP = "group", _("a group")
    MEDIA = "media", _("media")
    UNNAMED = "unnamed", _("unnamed")
    AUTHOR = "author", _("the author")


class LinkKind(TextChoices):
    """What a statement, event, figure or source does to a claim or a statement; in the past tense, which one and many
    speakers share."""

    ASSERTS = "asserts", _("asserted")
    DENIES = "denies", _("denied")
    ACCUSES = "accuses", _("accused")
    CONTRADICTS = "contradicts", _("contradicted")
    CORRECTS = "corrects", _("corrected")
    RETRACTS = "retracts", _("retracted")
    CONFIRMS = "confirms", _("confirmed")
    SUPPORTS = "supports", _("supported")
    DECLINES = "declines_to_comment", _("declined to comment")
    NO_RESPONSE = "no_response", _("did not respond")


#: Kinds that stand against a claim.
AGAINST = frozenset({LinkKind.DENIES, LinkKind.CONTRADICTS, LinkKind.CORRECTS, LinkKind.RETRACTS})


class Rating(TextChoices):
    """ClaimReview's usual scale, in words."""

    TRUE = "true", _("true")
    MOSTLY_TRUE = "mostly_true", _("mostly true")
    MIXED = "mixed", _("partly true")
    MOSTLY_FALSE = "mostly_false", _("mostly false")
    FALSE = "false", _("false")
    UNPROVEN = "unproven", _("unproven")


class Certainty(TextChoices):
    REPORTED = "reported", _("reported")
    CONFIRMED = "confirmed", _("confirmed")
    DISPUTED = "disputed", _("disputed")


class Part(TextChoices):
    """What an actor was to an event."""

    ACTOR = "actor", _("acted")
    RECIPIENT = "recipient", _("was acted upon")
    ORGANIZER = "organizer", _("organized")
    INVOLVED = "involved", _("involved")


class EventLinkKind(TextChoices):
    LED_TO = "led_to", _("led to")
    RESPONSE_TO = "response_to", _("was a response to")
    PART_OF = "part_of", _("was part of")
    PRICE_OF = "price_of", _("was the price of")


class Precision(TextChoices):
    POINT = "point", _("a point")
    TOWN = "town", _("a town")
    REGION = "region", _("a region")
    COUNTRY = "country", _("a country")


class AgreementState(TextChoices):
    ON_PAPER = "on_paper", _("on paper")
    SIGNED = "signed", _("signed")
    IN_FORCE = "in_force", _("in force")
    PARTLY = "partly_implemented", _("partly implemented")
    ENDED = "ended", _("ended")


class Qualifier(TextChoices):
    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    LESS_THAN = "less_than", _("less than")
    MORE_THAN = "more_than", _("more than")
    VAGUE = "vague", _("as printed")


class FigureState(TextChoices):
    CURRENT = "current", _("current")
    SUPERSEDED = "superseded", _("superseded")
    DISPUTED = "disputed", _("disputed")


class Side(TextChoices):
    """On which side of its threshold an indicator alarms."""

    ABOVE = "above", _("at or above it")
    BELOW = "below", _("at or below it")


class Outcome(TextChoices):
    YES = "yes", _("yes")
    NO = "no", _("no")
    VALUE = "value", _("a value")
    AMBIGUOUS = "ambiguous", _("cannot be told")
    ANNULLED = "annulled", _("annulled")


class CorrectionState(TextChoices):
    """After Superdesk's states of a published item."""

    CORRECTED = "corrected", _("corrected")
    BEING_CORRECTED = "being_corrected", _("being corrected")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Reason(TextChoices):
    """Why a revision was made."""

    NEW = "new_information", _("new information")
    CORRECTION = "correction", _("correction")
    MERGE = "merge", _("merge")
    TYPO = "typo", _("slip of the pen")
