// Preloaded into a process whose clock is to be wrong by FAULT_CLOCK_SKEW_MS milliseconds.
const skewMs = Number(process.env.FAULT_CLOCK_SKEW_MS ?? 0);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length > 0) super(...given);
    else super(RealDate.now() + skewMs);
  }

  static now() {
    return RealDate.now() + skewMs;
  }
};
