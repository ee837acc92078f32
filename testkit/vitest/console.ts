import { afterEach, beforeEach, expect, vi } from "vitest";

// An error that is logged but not expected is a failure. A test that expects one spies on console.error itself.
beforeEach(() => {
  vi.spyOn(console, "error");
});
afterEach(() => {
  const spy = vi.mocked(console.error);
  const unexpected = vi.isMockFunction(spy) && spy.getMockImplementation() === undefined ? spy.mock.calls : [];
  vi.restoreAllMocks();
  expect(unexpected, "unexpected console.error").toEqual([]);
});
