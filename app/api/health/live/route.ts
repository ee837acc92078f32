/** 200 while the process answers at all; asks nothing of anybody else. */
export const GET = (): Response => Response.json({ status: "live" });
