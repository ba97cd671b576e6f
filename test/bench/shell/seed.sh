# One PAUSED plan in RevenuePlans: sets plan_id, tenant_id, account_id, pk. To be sourced.
stamp="$(date +%s%3N)-$RANDOM"
tenant_id="${CANARY_TENANT_ID:-e2e-p7-ledger-tenant}"
plan_id="e2e-p7-ledger-$stamp"
account_id="e2e-p7-ledger-account-$stamp"
pk="TENANT#$tenant_id#ACCOUNT#$account_id"
now="$(date -u +%Y-%m-%dT%H:%M:%SZ)"
tomorrow="$(date -u -d tomorrow +%Y-%m-%dT%H:%M:%SZ)"
item="$(jq -nc --arg pk "$pk" --arg plan "$plan_id" --arg tenant "$tenant_id" --arg account "$account_id" --arg now "$now" --arg tomorrow "$tomorrow" '
  def s: { S: . };
  { pk: ($pk | s), sk: ("PLAN#" + $plan | s),
    gsi1pk: ("TENANT#" + $tenant + "#STATUS#PAUSED" | s), gsi1sk: ($now | s),
    gsi2pk: ("TENANT#" + $tenant | s), gsi2sk: ("ACCOUNT#" + $account + "#" + $now | s),
    plan_id: ($plan | s), plan_type: ("RENEWAL_DEFENSE" | s), tenant_id: ($tenant | s),
    account_id: ($account | s), objective: ("Phase 7 E2E" | s), plan_status: ("PAUSED" | s),
    steps: { L: [{ M: { step_id: ("s1" | s), action_type: ("EMAIL" | s), status: ("PENDING" | s), sequence: { N: "1" } } }] },
    expires_at: ($tomorrow | s), created_at: ($now | s), updated_at: ($now | s) }')"
dynamodb put-item --table-name "$REVENUE_PLANS_TABLE_NAME" --item "$item"
