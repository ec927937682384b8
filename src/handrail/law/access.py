"""The door from an id to an object of the law room."""

from uuid import UUID

from django.http import Http404

from handrail.law.mine.queries import MODELS
from handrail.law.models import LocalDuty, OfDuty, PackAddress, PackVersion, PublicationBlock, TrustedKey


def pack_version(id_: UUID) -> PackVersion:
    found = PackVersion.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("No such law file here")
    return found


def address(id_: UUID) -> PackAddress:
    found: PackAddress | None = PackAddress.objects.filter(pk=id_, ended_at=None).first()
    if found is None:
        raise Http404("No such address here")
    return found


def key(id_: UUID) -> TrustedKey:
    found: TrustedKey | None = TrustedKey.objects.filter(pk=id_, ended_at=None).first()
    if found is None:
        raise Http404("No such key here")
    return found


def block(id_: UUID) -> PublicationBlock:
    found: PublicationBlock | None = PublicationBlock.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("No such hold here")
    return found


def local_duty(id_: UUID) -> LocalDuty:
    found: LocalDuty | None = LocalDuty.objects.filter(pk=id_).first()
    if found is None:
        raise Http404("No such duty of your own here")
    return found


def entry(kind: str, id_: UUID) -> OfDuty:
    """A check, a filing, a note, or what sets a duty aside. Raises Http404."""
    model = MODELS.get(kind)
    found: OfDuty | None = model.objects.filter(pk=id_).first() if model else None
    if found is None:
        raise Http404("No such entry here")
    return found
