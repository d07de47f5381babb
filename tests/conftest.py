"""Who asks: a log-in of any role, at a district, over the real API."""

import json
import os

import pytest
from hypothesis import settings

# A check must give the same verdict twice; make test-long looks further with random examples.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("random", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

FULING, WANZHOU = "500102", "500101"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let tests that really commit empty the audit trail after themselves; the product never may."""
    from django.db import connection

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditentry DISABLE TRIGGER core_audit_no_truncate")


class Caller:
    """One logged-in user (or nobody) speaking JSON to the API."""

    def __init__(self, user=None, language="zh"):
        from django.test import Client

        self.user = user
        self.client = Client(headers={"accept-language": language})
        if user is not None:
            self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def get(self, path, **query):
        return self.client.get(f"/api/v1{path}", query)

    def send(self, method, path, body=None):
        return self.client.generic(
            method, f"/api/v1{path}", json.dumps(body or {}), content_type="application/json"
        )

    def post(self, path, body=None):
        return self.send("POST", path, body)

    def patch(self, path, body=None):
        return self.send("PATCH", path, body)

    def delete(self, path):
        return self.send("DELETE", path)

    def upload(self, path, name, content):
        from django.core.files.uploadedfile import SimpleUploadedFile

        return self.client.post(f"/api/v1{path}", {"file": SimpleUploadedFile(name, content)})


@pytest.fixture
def organisation_of(db):
    """Give the organisation of a tier and a division, made when it is not there."""
    from shangyou.core.models import Organisation

    def give(tier="district", division=FULING, covers=()):
        return Organisation.objects.get_or_create(
            name=f"试验单位 {tier} {division}",
            defaults={"tier": tier, "division_code": division, "covers": list(covers)},
        )[0]

    return give


@pytest.fixture
def caller(db, organisation_of):
    """Give somebody of a role: `caller("district", division="500101")`; None is nobody."""
    from shangyou.core.models import User
    from shangyou.core.rights import Role

    def give(role, *, division=FULING, language="zh"):
        if role is None:
            return Caller(language=language)
        tier = "district" if role in (Role.DISTRICT, Role.DEPOT, Role.ENTERPRISE) else "city"
        organisation = organisation_of(tier, division if tier == "district" else "500000")
        username = f"{role}-{division}"
        user = User.objects.filter(username=username).first() or User.objects.create_user(
            username, None, role, name=f"试验 {role}", organisation=organisation
        )
        return Caller(user, language)

    return give
