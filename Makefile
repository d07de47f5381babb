# make run   set everything up, start everything, print the address
# make test  all checks
.PHONY: run test test-long setup lint format clean stop

run:
	@scripts/setup.sh run
	@.venv/bin/python scripts/run.py

test:
	@scripts/test.sh

test-long:
	@scripts/test.sh long

setup:
	@scripts/setup.sh test

lint:
	@scripts/test.sh lint

format:
	@.venv/bin/ruff check --fix-only -q . ; .venv/bin/ruff format -q .

stop:
	@scripts/postgres.sh stop

clean: stop
	rm -rf .venv var web/node_modules web/dist
