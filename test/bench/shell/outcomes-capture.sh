#!/usr/bin/env bash
# Outcomes capture (7.4), as the test plan has it.
. "$(dirname "$0")/calls.sh"
: "${OUTCOMES_TABLE_NAME:?}"
dynamodb describe-table --table-name "$OUTCOMES_TABLE_NAME" > "$answer"
expect '.Table.TableStatus == "ACTIVE"'
rm -f "$answer"
