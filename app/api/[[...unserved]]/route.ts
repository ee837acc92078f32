const notFound = (): Response => Response.json({ error: "not_found" }, { status: 404 });

/** Under /api nothing is a page: what is served nowhere else is a plain 404. */
export { notFound as GET, notFound as POST };
