import { describe, expect, test } from "vitest";
import { dayOf, momentOf, zoneOf } from "@/lib/connect/calendar";
import { type EarlierMail, mailDue, type SellerStanding, truths } from "@/lib/connect/mails";
import { sellerMailKinds } from "@/lib/mail/kinds";

/** A moment of November 2026 in Berlin, whose clock is an hour before UTC's: `at(26, 16)`. */
const at = (day: number, hour = 12, minute = 0) => new Date(Date.UTC(2026, 10, day, hour - 1, minute));
const deadline = at(26, 16);

/** In Berlin, on, and nothing is due. */
const calm: SellerStanding = {
  id: "account",
  userId: "seller",
  country: "DE",
  status: "enabled",
  payoutsEnabled: true,
  chargesEnabled: true,
  dueBy: null,
  dueCount: 0,
  failedCount: 0,
  pendingCount: 0,
  changedAt: at(1),
  payoutsChangedAt: at(1),
  chargesChangedAt: at(1),
  statusChangedAt: at(1),
  detailsChangedAt: null,
  failedAt: null,
};
const due: SellerStanding = { ...calm, status: "due", dueCount: 3, dueBy: deadline };
const paused: SellerStanding = {
  ...due,
  status: "paused",
  payoutsEnabled: false,
  dueBy: null,
  payoutsChangedAt: at(10),
  changedAt: at(10),
};

/** Lives through these moments as the round does, and tells what was sent when: `due 26.11. 16:00`. */
function live(
  moments: readonly Date[],
  standing: (moment: Date) => SellerStanding,
  earlier: EarlierMail[] = [],
): { sent: string[]; earlier: EarlierMail[] } {
  const sent: string[] = [];
  for (const moment of moments) {
    const { mail } = mailDue(standing(moment), earlier, moment);
    if (!mail) continue;
    earlier.push({ ...mail, outcome: "sent", createdAt: moment });
    const inBerlin = new Date(moment.getTime() + 3_600_000);
    sent.push(`${mail.kind.replace("seller_", "")} ${inBerlin.getUTCDate()}. ${inBerlin.getUTCHours()}:00`);
  }
  return { sent, earlier };
}
/** Every hour of these days. */
const hours = (from: number, to: number) =>
  Array.from({ length: (to - from + 1) * 24 }, (_, hour) => new Date(at(from, 0).getTime() + hour * 3_600_000));

describe("reminders", () => {
  test("come 14, 7, 3 and 1 days before, in the morning, once each, after the first word of it", () => {
    const { sent } = live(hours(5, 27), () => ({ ...due, changedAt: at(5, 0) }));
    expect(sent).toEqual(["due 5. 1:00", "14_days 12. 9:00", "7_days 19. 9:00", "3_days 23. 9:00", "1_day 25. 9:00"]);
  });

  test.each([
    [13, ["due 13. 1:00", "7_days 19. 9:00", "3_days 23. 9:00", "1_day 25. 9:00"]],
    [20, ["due 20. 1:00", "3_days 23. 9:00", "1_day 25. 9:00"]],
    [24, ["due 24. 1:00", "1_day 25. 9:00"]],
    [25, ["due 25. 1:00"]],
    [26, ["due 26. 1:00"]],
  ])("of a date that is first seen on the %i. do not repeat what was just said", (day, wanted) => {
    expect(live(hours(day, 30), () => ({ ...due, changedAt: at(day, 0) })).sent).toEqual(wanted);
  });

  test("begin anew when the deadline moves, and end with the old one", () => {
    const moved = at(29, 16);
    const { sent } = live(hours(18, 30), (moment) =>
      moment < at(20) ? due : { ...due, dueBy: moved, changedAt: at(20) },
    );
    expect(sent).toEqual([
      "due 18. 0:00",
      "7_days 19. 9:00",
      "due 20. 13:00",
      "7_days 22. 9:00",
      "3_days 26. 9:00",
      "1_day 28. 9:00",
    ]);
  });

  test("are not sent for a date that was met, and then it is said that nothing is due", () => {
    const { sent } = live(hours(18, 27), (moment) => (moment < at(20) ? due : { ...calm, changedAt: at(20) }));
    expect(sent).toEqual(["due 18. 0:00", "7_days 19. 9:00", "nothing_due 20. 13:00"]);
  });

  test("are not sent after the date has passed, nor for what has none", () => {
    expect(live(hours(27, 30), () => due).sent).toEqual([]);
    expect(live(hours(5, 27), () => ({ ...due, dueBy: null })).sent).toEqual(["due 5. 0:00"]);
  });

  test("that were missed while no worker ran are one, the one that is true now", () => {
    const told: EarlierMail[] = [{ key: "x", kind: "seller_due", deadline, outcome: "sent", createdAt: at(2) }];
    expect(live(hours(24, 25), () => due, told).sent).toEqual(["3_days 24. 0:00", "1_day 25. 9:00"]);
  });

  test("are not sent on the day itself, when tomorrow would be wrong", () => {
    const told: EarlierMail[] = [{ key: "x", kind: "seller_due", deadline, outcome: "sent", createdAt: at(2) }];
    expect(live(hours(26, 26), () => due, told).sent).toEqual([]);
  });

  test("are looked for when their morning comes, and not before", () => {
    const { earlier } = live([at(5)], () => due);
    expect(mailDue(due, earlier, at(5))).toEqual({ mail: null, lookAt: at(12, 9) });
    expect(mailDue(due, earlier, at(12, 9)).mail?.kind).toBe("seller_14_days");
    expect(mailDue(due, earlier, at(12, 9)).lookAt).toEqual(at(19, 9));
  });
});

describe("the first word", () => {
  test("waits for ten minutes without news", () => {
    const fresh = { ...due, changedAt: at(5, 12) };
    expect(mailDue(fresh, [], at(5, 12, 9))).toEqual({ mail: null, lookAt: at(5, 12, 10) });
    expect(mailDue(fresh, [], at(5, 12, 10)).mail).toEqual({
      key: "account:seller_due:2026-11-26T15:00:00.000Z",
      userId: "seller",
      kind: "seller_due",
      deadline,
    });
  });

  test("without a date comes once until all was met, and again for what is asked for then", () => {
    const undated = { ...due, dueBy: null };
    const { sent } = live(hours(5, 12), (moment) =>
      moment < at(7) ? undated : moment < at(9) ? { ...calm, changedAt: at(7) } : { ...undated, changedAt: at(9) },
    );
    expect(sent).toEqual(["due 5. 0:00", "nothing_due 7. 13:00", "due 9. 13:00"]);
  });

  test("by staff is followed by the word that nothing is due", () => {
    const asked = { key: "asked:1", kind: "seller_asked", deadline: null, outcome: "sent", createdAt: at(5) } as const;
    expect(live(hours(6, 8), () => calm, [asked]).sent).toEqual(["nothing_due 6. 0:00"]);
  });

  test("is not said to somebody who has nothing to do, nor of an account that is closed", () => {
    expect(live(hours(5, 8), () => calm).sent).toEqual([]);
    expect(live(hours(5, 8), () => ({ ...due, status: "closed", statusChangedAt: at(5) })).sent).toEqual([
      "closed 5. 13:00",
    ]);
  });
});

describe("switches", () => {
  test("are told when they have stood for half an hour, once, and again only after the opposite was told", () => {
    const { sent } = live(hours(10, 20), (moment) =>
      moment < at(15) ? paused : { ...calm, payoutsChangedAt: at(15), changedAt: at(15) },
    );
    expect(sent).toEqual(["paused 10. 13:00", "payouts_on 15. 13:00"]);
  });

  test("that go off and on within two minutes are no news", () => {
    const minutes = Array.from({ length: 24 * 60 }, (_, minute) => new Date(at(10, 0).getTime() + minute * 60_000));
    // Off for two minutes of each quarter of an hour.
    const flapping = live(minutes, (moment) => {
      const since = new Date(Math.floor(moment.getTime() / 900_000) * 900_000);
      const isOff = moment.getTime() - since.getTime() < 120_000;
      const changed = isOff ? since : new Date(since.getTime() + 120_000);
      return { ...(isOff ? paused : calm), payoutsChangedAt: changed, changedAt: changed };
    });
    expect(flapping.sent).toEqual([]);
  });

  test("that went on and off again since payouts were said to be paused are no news", () => {
    const { earlier } = live([at(10, 13)], () => paused);
    expect(live(hours(11, 13), () => ({ ...paused, payoutsChangedAt: at(11) }), earlier).sent).toEqual([]);
  });

  test("of payouts that were never on are none", () => {
    expect(live(hours(10, 12), () => ({ ...paused, payoutsChangedAt: null })).sent).toEqual(["due 10. 13:00"]);
  });

  test("of payouts and charges at once are two mails on two days", () => {
    const off = { ...paused, chargesEnabled: false, chargesChangedAt: at(10) };
    expect(live(hours(10, 13), () => off).sent).toEqual(["paused 10. 13:00", "charges_off 11. 0:00"]);
  });
});

test("a failed check is told once, with its date, and another failure is another mail", () => {
  const failed = { ...due, failedCount: 1, failedAt: at(10), changedAt: at(10) };
  const { sent, earlier } = live(hours(10, 12), (moment) => (moment < at(10) ? calm : failed));
  expect(sent).toEqual(["check_failed 10. 13:00", "14_days 12. 9:00"]);
  expect(earlier[0]?.deadline).toEqual(deadline);
  expect(live(hours(13, 14), () => ({ ...failed, failedAt: at(13, 8), changedAt: at(13, 8) }), earlier).sent).toEqual([
    "check_failed 13. 9:00",
  ]);
});

test("details that were changed after they had been checked are told with the fourteen days that Stripe gives", () => {
  const { sent, earlier } = live(hours(3, 6), () => ({ ...calm, detailsChangedAt: at(3) }));
  expect(sent).toEqual(["details_changed 3. 13:00"]);
  expect(earlier[0]?.deadline).toEqual(at(17));
});

test("there is at most one mail a day, the most urgent first, and the others wait for the morning", () => {
  const everything = {
    ...paused,
    ...{ dueBy: deadline, chargesEnabled: false, chargesChangedAt: at(10), failedCount: 1, failedAt: at(10) },
  };
  const { sent } = live(hours(10, 14), () => everything);
  expect(sent).toEqual(["paused 10. 13:00", "charges_off 11. 0:00", "check_failed 12. 0:00"]);
  const first = mailDue(everything, [], at(10, 13));
  expect(first.lookAt).toEqual(at(11, 9));
});

test("what is less urgent does not take the day from a switch that has to stand for half an hour", () => {
  const minutes = Array.from({ length: 60 }, (_, minute) => at(10, 12, minute));
  expect(live(minutes, () => paused).earlier.map(({ kind, createdAt }) => [kind, createdAt])).toEqual([
    ["seller_paused", at(10, 12, 30)],
  ]);
});

const undated: SellerStanding = { ...due, dueBy: null };
const standings = [
  ...[due, undated, paused],
  ...[
    { ...due, failedCount: 1, failedAt: at(10) },
    { ...calm, detailsChangedAt: at(10) },
  ],
];

test.each(standings)(
  "whatever is decided is decided again the same, and a cause that was told is not told again: %#",
  (standing) => {
    const { mail } = mailDue(standing, [], at(12));
    if (!mail) throw new Error("each of these has a mail that is due");
    expect(mailDue(standing, [], at(12)).mail).toEqual(mail);
    for (const outcome of ["queued", "sent"] as const) {
      for (const moment of [at(12), at(13), at(25)]) {
        const next = mailDue(standing, [{ ...mail, outcome, createdAt: at(12) }], moment).mail;
        expect(next?.key.startsWith(mail.key) ?? false).toBe(false);
      }
    }
  },
);

test.each(standings)("a cause whose mail was dropped is told when it is there again: %#", (standing) => {
  const { mail } = mailDue(standing, [], at(12));
  const dropped = (count: number): EarlierMail[] =>
    Array.from({ length: count }, (_, index) => ({
      ...{ key: `${mail?.key}${index === 0 ? "" : `:again${index}`}`, kind: mail?.kind ?? "" },
      ...{ deadline: mail?.deadline ?? null, outcome: "dropped" as const, createdAt: at(12) },
    }));
  for (const count of [1, 2, 5]) {
    const again = mailDue(standing, dropped(count), at(12)).mail;
    expect(again).toEqual({ ...mail, key: `${mail?.key}:again${count}` });
  }
});

test("a cause whose mail could not be sent is told on the next mornings, three times in all", () => {
  const earlier: EarlierMail[] = [];
  const moments: (Date | null)[] = [at(10, 13)];
  for (const moment of moments) {
    if (!moment) break;
    const { mail, lookAt } = mailDue(undated, earlier, moment);
    if (!mail) throw new Error("what is looked at again has its mail");
    expect(lookAt).toBeNull();
    earlier.push({ ...mail, outcome: "failed", createdAt: moment });
    // As it is looked at once that is known.
    const next = mailDue(undated, earlier, moment);
    expect(next.mail).toBeNull();
    moments.push(next.lookAt);
  }
  expect(moments).toEqual([at(10, 13), at(11, 9), at(12, 9), null]);
});

test.each(sellerMailKinds)("%s is true at most of one of two opposite accounts", (kind) => {
  const opposite = { ...due, status: "closed", payoutsEnabled: false, chargesEnabled: false, failedCount: 1 } as const;
  const held = [truths[kind](calm, deadline, at(25)), truths[kind](opposite, deadline, at(25))];
  expect(held.filter(Boolean).length).toBeLessThan(2);
});

describe("the calendar", () => {
  test.each([
    ["DE", "Europe/Berlin"],
    ["JP", "Asia/Tokyo"],
    ["GB", "Europe/London"],
    ["US", "UTC"],
    ["AU", "UTC"],
    ["unknown", "UTC"],
  ])("of a seller in %s is that of %s", (country, zone) => {
    expect(zoneOf(country, at(5))).toBe(zone);
  });

  test("turns over at the zone's midnight, and knows its hours through a change of the clock", () => {
    expect(dayOf(new Date("2026-11-05T23:30:00Z"), "Europe/Berlin")).toBe(dayOf(at(6), "UTC"));
    expect(dayOf(new Date("2026-11-05T23:30:00Z"), "America/Los_Angeles")).toBe(dayOf(at(5), "UTC"));
    const day = dayOf(new Date("2026-10-25T12:00:00Z"), "Europe/Berlin");
    expect(momentOf(day - 1, 9, "Europe/Berlin").toISOString()).toBe("2026-10-24T07:00:00.000Z");
    expect(momentOf(day, 9, "Europe/Berlin").toISOString()).toBe("2026-10-25T08:00:00.000Z");
    expect(momentOf(day, 1, "Europe/Berlin").toISOString()).toBe("2026-10-24T23:00:00.000Z");
    expect(momentOf(day, 9, "Pacific/Auckland").toISOString()).toBe("2026-10-24T20:00:00.000Z");
  });
});
