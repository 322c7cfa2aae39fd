"""What people do with a sending: queue it, take it back, pause, resume, cancel, decide what is unknown."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beetroot.dispatch import rendering
from beetroot.dispatch.actions import rolls
from beetroot.dispatch.actions.adopting import why_not_here
from beetroot.dispatch.models import Delivery, Roll, Sending, Welcome
from beetroot.dispatch.rules.deliveries import State
from beetroot.dispatch.rules.errors import DispatchError, NotDecided, TooLate, WrongState
from beetroot.dispatch.rules.sendings import SendingState, Verb, next_state
from beetroot.issues.models import Issue, IssueState
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import Newsroom, User
from beetroot.newsroom.rules import Permission


@transaction.atomic
def queue(*, issue: Issue, by: User, now: bool = False) -> Sending:
    """Puts a closed issue up for sending: after the newsroom's undo wait, or at once with `now`.

    Raises WrongState for an issue that is not closed, has no edition, or is on its way already.
    """
    require(by=by, permission=Permission.SEND_ISSUE)
    issue = Issue.objects.select_for_update(of=("self",)).select_related("newsletter").get(pk=issue.pk)
    if issue.state != IssueState.CLOSED or not issue.editions.exists():
        raise WrongState(_("Close the issue first; only a closed issue can be sent."))
    if Sending.objects.filter(issue=issue).exists():
        raise WrongState(_("This issue has been queued already; look at its status."))
    wait = timedelta(0) if now else timedelta(seconds=Newsroom.current().undo_seconds)
    sending = Sending.objects.create(
        issue=issue, policy=issue.newsletter.uncertain_policy, by=by, starts_at=timezone.now() + wait
    )
    audit(by=by, verb="issue queued", about=issue, now=now)
    return sending


@transaction.atomic
def undo(*, issue: Issue, by: User) -> None:
    """Takes the sending back while nothing has been armed: the issue is closed and unsent again. Raises TooLate."""
    require(by=by, permission=Permission.SEND_ISSUE)
    if not take_back(issue):
        raise TooLate(_("The issue has begun to leave the house. Pause or cancel it; it cannot be taken back."))
    audit(by=by, verb="send undone", about=issue)


def take_back(issue: Issue) -> bool:
    """Removes a sending of which nothing was armed; False when there was more. Inside the caller's transaction."""
    unarmed = Sending.objects.filter(issue=issue, first_armed_at=None)
    # The update locks the row: an arming that comes at the same time finds the sending no longer running.
    if not unarmed.update(state=SendingState.CANCELLED):
        return not Sending.objects.filter(issue=issue).exists()
    for edition in issue.editions.all():
        Delivery.objects.filter(edition_id=edition.pk).delete()
    unarmed.delete()
    return True


def reopen_guard(issue: Issue) -> str | None:
    """For issues' registry: an issue of which a delivery was armed stays closed; a sending that only waited goes."""
    if take_back(issue):
        return None
    return _("The issue has begun to leave the house. A correction goes into the next one.")


@transaction.atomic
def pause(*, issue: Issue, by: User, reason: str = "") -> Sending:
    """Stops arming. What is in the mail server's hands already is not stopped. Raises WrongState."""
    require(by=by, permission=Permission.SEND_ISSUE)
    stated = reason or _("Paused by %(name)s.") % {"name": by.get_username()}
    sending = _move(issue, Verb.PAUSE, reason=stated)
    audit(by=by, verb="sending paused", about=issue)
    return sending


@transaction.atomic
def resume(*, issue: Issue, by: User) -> Sending:
    """Goes on, also with a sending that asked because it was overdue.

    Raises WrongState, and NotDecided on a restored or copied newsroom, where nothing would go on before it is adopted.
    """
    require(by=by, permission=Permission.SEND_ISSUE)
    if reason := why_not_here():
        raise NotDecided(reason)
    sending = _move(issue, Verb.RESUME, reason="", starts_at=timezone.now())
    audit(by=by, verb="sending resumed", about=issue)
    return sending


def cancel(*, issue: Issue, by: User) -> Sending | None:
    """Ends the sending for good; who has not got the issue will not. Before the first arming it is an undo (None)."""
    require(by=by, permission=Permission.SEND_ISSUE)
    if Sending.objects.filter(issue=issue, first_armed_at=None).exclude(state=SendingState.CANCELLED).exists():
        undo(issue=issue, by=by)
        return None
    with transaction.atomic():
        sending = _move(issue, Verb.CANCEL, reason="")
        audit(by=by, verb="sending cancelled", about=issue)
    while rolls.cancel_chunk(sending=sending):
        pass
    return sending


@transaction.atomic
def decide_uncertain(*, issue: Issue, by: User, repeat: bool) -> int:
    """Settles what the mail server never answered: send those again, or leave them. Returns how many.

    Raises WrongState when nothing is open to decide.
    """
    require(by=by, permission=Permission.SEND_ISSUE)
    sending = _sending(issue)
    unknown = 0
    for edition in issue.editions.all():
        rows = Delivery.objects.filter(edition_id=edition.pk, state=State.UNCERTAIN, decided=False)
        if repeat:
            unknown += rolls.requeue(rows)
        else:
            unknown += rows.update(decided=True)
    if not unknown:
        raise WrongState(_("There is nothing to decide: every outcome is known or decided."))
    if repeat and sending.state == SendingState.FINISHED:
        _move(issue, Verb.REPEAT, finished_at=None)
    audit(by=by, verb="uncertain decided", about=issue, repeat=repeat, count=unknown)
    return unknown


@transaction.atomic
def erase_reader(*, subscription_id: UUID) -> int:
    """Forgets which deliveries were this reader's; each keeps its state and count. Returns how many."""
    erased = 0
    for edition_id in Roll.objects.values_list("edition_id", flat=True):
        theirs = Delivery.objects.filter(edition_id=edition_id, subscription_id=subscription_id)
        erased += theirs.update(subscription_id=uuid4())
        Welcome.objects.filter(edition_id=edition_id, subscription_id=subscription_id).delete()
    return erased


def _sending(issue: Issue) -> Sending:
    try:
        return Sending.objects.select_for_update(of=("self",)).get(issue=issue)
    except Sending.DoesNotExist:
        raise DispatchError(_("This issue has not been sent; queue it first.")) from None


def _move(issue: Issue, verb: Verb, **values: object) -> Sending:
    sending = _sending(issue)
    state = SendingState(sending.state)
    if state is SendingState.FINISHED and verb in {Verb.PAUSE, Verb.CANCEL} and rendering.is_on_its_way(sending):
        # Handed over, and still in the queue of the Postfix beside us: there it can be held and taken out.
        state, sending.finished_at = SendingState.SENDING, None
    sending.state = next_state(state, verb)
    for name, value in values.items():
        setattr(sending, name, value)
    sending.save()
    return sending
