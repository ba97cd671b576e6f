/** The settings that lead into an embedded account: the target's own default names, and the canary's. */
export const LOCAL_SETTINGS = {
  AWS_REGION: 'us-east-1',
  REVENUE_PLANS_TABLE_NAME: 'cc-native-revenue-plans',
  PLAN_LEDGER_TABLE_NAME: 'cc-native-plan-ledger',
  OUTCOMES_TABLE_NAME: 'cc-native-execution-outcomes',
  PLAN_LIFECYCLE_API_FUNCTION_NAME: 'cc-native-plan-lifecycle-api',
  PHASE7_GOVERNANCE_E2E_FUNCTION_NAME: 'cc-native-phase7-governance-e2e',
  // As the framework's default stage names it, for `sls invoke local`.
  RUNS_TABLE_NAME: 'governance-canary-dev-runs',
} as const;
