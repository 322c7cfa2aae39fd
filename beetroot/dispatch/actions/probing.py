"""What a mail server can take beyond what it offers, found out once and remembered."""

import asyncio

from django.conf import settings
from django.utils import timezone

from beetroot.dispatch.models import ServerProbe
from beetroot.dispatch.rules.deliveries import without_addresses
from beetroot.dispatch.rules.errors import CannotSend
from beetroot.mail import message_id
from beetroot.mail.message import Notice, transactional
from beetroot.mail.smtp import ServerUrl
from beetroot.mail.smtp.probe import probe
from beetroot.newsroom.models import Newsletter


def found(server: ServerUrl) -> ServerProbe | None:
    """What the last probe of this server found; None where it was never probed."""
    return ServerProbe.objects.filter(server=server.name).first()


def overlaps(server: ServerUrl) -> bool:
    """Whether the next envelope may leave in the flight of a final dot: never before a probe said so."""
    return ServerProbe.objects.filter(server=server.name, overlaps=True).exists()


def probe_server() -> ServerProbe:
    """Probes the newsroom's server with one mail to the sender's own address. Raises CannotSend without a newsletter.

    Workers use what was found from their next sign of life on.
    """
    newsletter = Newsletter.objects.order_by("pk").first()
    if newsletter is None:
        raise CannotSend("Start a newsletter first: the probe is a mail to its own sender's address.")
    server, address, domain = _server(), newsletter.from_address, newsletter.sending_domain
    notice = Notice(
        subject="A probe of your mail server",
        from_name=newsletter.from_name,
        from_address=address,
        text="Your newsroom's `beetroot doctor --probe` sent this to find out how fast it may send. Nothing to do.\n",
    )
    mail = transactional(notice, to=address, date=timezone.now(), message_id=message_id.random(domain))
    result = asyncio.run(probe(server, hello=domain, sender=address, recipient=address, data=mail.to_bytes()))
    said = without_addresses(result.said)
    row, _made = ServerProbe.objects.update_or_create(
        server=server.name, defaults={"overlaps": result.overlaps, "said": said}
    )
    return row


def _server() -> ServerUrl:
    return ServerUrl.parse(settings.BEETROOT_SMTP_URL)
