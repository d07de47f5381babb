"""The audit trail: appended with the deed, refused to change, and what was done to it found."""

import pytest
from django.db import IntegrityError, connection, transaction

from shangyou.core import audit
from shangyou.core.models import AuditEntry
from shangyou.core.rights import Role

pytestmark = pytest.mark.django_db


def write(count):
    for number in range(count):
        audit.record(None, "test.done", "thing", str(number), {"数": number}, region="500102")


def tamper(statement, *values):
    """Do what a database administrator could: switch the guard off and write."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER core_audit_no_change")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE core_auditentry ENABLE TRIGGER core_audit_no_change")


def test_a_whole_chain_is_whole():
    write(20)
    found = audit.verify()
    assert isinstance(found, audit.Whole)
    assert found.entries == 20
    assert found.head == AuditEntry.objects.get(number=20).digest
    assert len({e.digest for e in AuditEntry.objects.all()}) == 20


def test_an_empty_chain_is_whole():
    assert audit.verify() == audit.Whole(0, audit.FIRST)


@pytest.mark.parametrize(
    "field", ["actor", "action", "object_kind", "object_id", "region", "detail", "organisation"]
)
def test_each_changed_field_is_found_at_its_entry(field):
    write(9)
    changed = f"SET {field} = {field} || 'x'"
    tamper("UPDATE core_auditentry " + changed + " WHERE number = 5")
    assert audit.verify() == audit.Broken(5, "changed")


def test_a_changed_time_is_found():
    write(3)
    tamper("UPDATE core_auditentry SET at = at + interval '1 microsecond' WHERE number = 2")
    assert audit.verify() == audit.Broken(2, "changed")


def test_a_removed_entry_is_found():
    write(9)
    tamper("DELETE FROM core_auditentry WHERE number = 4")
    assert audit.verify() == audit.Broken(4, "missing")


def test_a_forged_entry_with_its_own_digest_breaks_the_next_link():
    write(6)
    forged = AuditEntry.objects.get(number=3)
    forged.actor = "somebody else"
    tamper(
        "UPDATE core_auditentry SET actor = %s, digest = %s WHERE number = 3",
        forged.actor,
        audit.digest(forged),
    )
    assert audit.verify() == audit.Broken(4, "unlinked")


def test_a_cut_end_shows_against_a_head_noted_elsewhere():
    write(6)
    noted = audit.verify()
    tamper("DELETE FROM core_auditentry WHERE number > 4")
    assert isinstance(audit.verify(), audit.Whole)
    assert audit.verify(head=(6, noted.head)) == audit.Broken(5, "cut")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditentry SET actor = 'x'",
        "DELETE FROM core_auditentry",
        "TRUNCATE core_auditentry",
    ],
)
def test_the_database_refuses(statement):
    write(1)
    with connection.cursor() as cursor:
        # switched off for the suite in tests/conftest.py
        cursor.execute("ALTER TABLE core_auditentry ENABLE TRIGGER core_audit_no_truncate")
    with (
        pytest.raises(IntegrityError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert AuditEntry.objects.count() == 1


def test_the_entry_falls_with_the_deed():
    def deed():
        with transaction.atomic():
            write(1)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deed()
    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain():
    import threading

    from django.db import connections

    def work():
        try:
            for _ in range(10):
                with transaction.atomic():
                    write(1)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = audit.verify()
    assert isinstance(found, audit.Whole)
    assert found.entries == 60


def test_the_trail_is_taken_away_as_a_file_and_that_is_an_entry(caller):
    write(3)
    officer = caller(Role.CITY_DUTY)
    answer = officer.get("/audit.csv")
    assert answer.status_code == 200
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("number,at,who")
    assert sum("test.done" in line for line in lines) == 3
    last = AuditEntry.objects.order_by("number").last()
    assert (last.action, last.actor_id) == ("audit.exported", officer.user.pk)
    assert isinstance(audit.verify(), audit.Whole)
    assert "test.done" not in officer.get("/audit.csv", object="other").content.decode()


def test_who_may_not_see_the_trail_may_not_take_it_away(caller):
    assert caller(Role.DEPOT).get("/audit.csv").status_code == 403
