import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/setup/global.ts',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A process for many files: each of its own would load the SDK anew, a fifth of the time.
    isolate: false,
    // One for each core: many tests wait, for a pause or for a command they have started.
    maxWorkers: '100%',
    // Which Node we support is ours to say, and CI has its own.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  },
});
