import { describe, expect, test } from "vitest";
import { expectInvalid, refusalOf, stripe, uniqueName } from "../target.ts";

const sessions = stripe.identity.verificationSessions;

async function make(count: number): Promise<{ client_reference_id: string; ids: string[] }> {
  const client_reference_id = uniqueName("list");
  const ids: string[] = [];
  for (let made = 0; made < count; made++) {
    ids.unshift((await sessions.create({ type: "document", client_reference_id })).id);
  }
  return { client_reference_id, ids };
}

describe("lists", () => {
  test("have four keys, newest first, stable for what was made in one second", async () => {
    const { client_reference_id, ids } = await make(4);
    const list = await sessions.list({ client_reference_id });
    expect(Object.keys(list).toSorted()).toEqual(["data", "has_more", "object", "url"]);
    expect(list).toMatchObject({ object: "list", has_more: false, url: "/v1/identity/verification_sessions" });
    expect(list.data.map(({ id }) => id)).toEqual(ids);
  });

  test("are cut by limit, which is clamped to 1 and 100", async () => {
    const { client_reference_id } = await make(2);
    expect(await sessions.list({ client_reference_id, limit: 0 })).toMatchObject({ data: [{}], has_more: true });
    expect((await sessions.list({ client_reference_id, limit: 1000 })).data).toHaveLength(2);
  });

  test("page both ways by exclusive cursors; has_more looks in the direction of paging", async () => {
    const { client_reference_id, ids } = await make(5);
    const [newest = "", second = "", middle = "", fourth = "", oldest = ""] = ids;
    const page = async (params: object) => {
      const { data, has_more } = await sessions.list({ client_reference_id, limit: 2, ...params });
      return [data.map(({ id }) => id), has_more];
    };
    expect(await page({ starting_after: second })).toEqual([[middle, fourth], true]);
    expect(await page({ starting_after: fourth })).toEqual([[oldest], false]);
    expect(await page({ ending_before: fourth })).toEqual([[second, middle], true]);
    expect(await page({ ending_before: second })).toEqual([[newest], false]);
  });

  test("know their cursors before they refuse two of them", async () => {
    const { ids } = await make(1);
    const [id = ""] = ids;
    await expectInvalid(sessions.list({ starting_after: "vs_none" }), {
      code: "resource_missing",
      param: "starting_after",
      message: /^No such .*'vs_none'/,
    });
    const both = await refusalOf(sessions.list({ starting_after: id, ending_before: id }));
    expect(both.message).toBe("Received both starting_after and ending_before parameters. Please pass in only one.");
  });

  test("are paged by the SDK itself, forwards and backwards", async () => {
    const { client_reference_id, ids } = await make(7);
    const seen: string[] = [];
    for await (const { id } of sessions.list({ client_reference_id, limit: 3 })) seen.push(id);
    expect(seen).toEqual(ids);

    const all = await sessions.list({ client_reference_id, limit: 2 }).autoPagingToArray({ limit: 5 });
    expect(all.map(({ id }) => id)).toEqual(ids.slice(0, 5));

    const backwards: string[] = [];
    const before = { client_reference_id, limit: 2, ending_before: ids.at(-1) ?? "" };
    for await (const { id } of sessions.list(before)) backwards.push(id);
    expect(backwards).toEqual(ids.slice(0, -1).toReversed());
  });

  test("are narrowed by created, status and references", async () => {
    const { client_reference_id, ids } = await make(2);
    const [canceled = "", open = ""] = ids;
    const { created } = await sessions.cancel(canceled);
    const found = async (params: object) =>
      (await sessions.list({ client_reference_id, ...params })).data.map(({ id }) => id);
    expect(await found({ status: "canceled" })).toEqual([canceled]);
    expect(await found({ status: "requires_input" })).toEqual([open]);
    expect(await found({ created: { gte: created - 3600, lte: created + 3600 } })).toEqual(ids);
    expect(await found({ created: { gt: created + 3600 } })).toEqual([]);
    expect(await found({ created: { lt: created - 3600 } })).toEqual([]);
  });
});

describe("expand", () => {
  test("names the path it cannot expand, and hints at data. on a list", async () => {
    const { id } = await sessions.create({ type: "document" });
    const wrong = await expectInvalid(sessions.retrieve(id, { expand: ["colour"] }), {});
    expect(wrong.message).toBe("This property cannot be expanded (colour).");
    const list = await expectInvalid(sessions.list({ expand: ["last_verification_report"] }), {});
    expect(list.message).toContain("data.last_verification_report");
  });

  test("goes four levels deep and no deeper", async () => {
    const deep = ["data.last_verification_report.document.number.more"];
    await expectInvalid(sessions.list({ expand: deep }), {});
  });

  test("shows what is hidden only to who asks, in lists as well", async () => {
    const client_reference_id = uniqueName("expand");
    const provided_details = { email: "ada@demo.test" };
    const { id } = await sessions.create({ type: "document", client_reference_id, provided_details });
    expect(await sessions.retrieve(id)).not.toHaveProperty("provided_details");
    expect(await sessions.retrieve(id, { expand: ["provided_details", "verified_outputs"] })).toMatchObject({
      provided_details,
      verified_outputs: null,
    });
    const list = await sessions.list({ client_reference_id, expand: ["data.provided_details"] });
    expect(list.data[0]).toMatchObject({ provided_details });
  });
});
