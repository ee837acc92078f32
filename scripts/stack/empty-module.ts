// Stands in for "server-only" outside Next, where importing that package throws.
export {};
