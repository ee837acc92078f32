/** What the app's `lib/env.ts` wants, for tests: nothing here opens anything outside this machine. */
export const testEnvironment = {
  APP_URL: "http://localhost:3000",
  STRIPE_SECRET_KEY: "sk_test_0123456789abcdef",
  STRIPE_PUBLISHABLE_KEY: "pk_test_0123456789abcdef",
  STRIPE_RESTRICTED_KEY: "rk_test_0123456789abcdef",
  STRIPE_WEBHOOK_SECRET: "whsec_0123456789abcdef",
  STRIPE_CONNECT_WEBHOOK_SECRET: "whsec_fedcba9876543210",
  STRIPE_API_BASE: "http://127.0.0.1:9",
  PII_KEYS: `test:${Buffer.alloc(32, 7).toString("base64")}`,
  NEXTAUTH_SECRET: "a-secret-of-the-tests-and-of-nothing-else",
  SMTP_URL: "smtp://127.0.0.1:9",
  MAIL_FROM: "Northwind <verify@northwind.test>",
} as const;
