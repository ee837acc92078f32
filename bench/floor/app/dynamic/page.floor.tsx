import { connection } from "next/server";

/** An empty page that is rendered for each request, as every page of ours is. */
export default async function Page() {
  await connection();
  return null;
}
