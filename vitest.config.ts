import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/setup/global.ts',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // One process for all files: each of its own would load the SDK anew, a fifth of the time.
    isolate: false,
    // Which Node we support is ours to say, and CI has its own.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
