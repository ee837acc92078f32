import { describe, expect, test } from "vitest";
import { groupTasks, type RequirementLists } from "@/lib/connect/requirements/tasks";
import { filesAsked, invitedTaskPath, questionsOf, taskPath, withWay } from "./questions";

const none: RequirementLists = {
  ...{ currentlyDue: [], pastDue: [], eventuallyDue: [], pendingVerification: [], errors: [], alternatives: [] },
  currentDeadline: null,
};

/** Somebody whose name and number are due; a picture does instead of the number. */
function questionsInTwoWays() {
  const { tasks } = groupTasks({
    requirements: {
      ...none,
      currentlyDue: ["person_x.first_name", "person_x.ssn_last_4"],
      alternatives: [{ original: ["person_x.ssn_last_4"], alternative: ["person_x.verification.document"] }],
    },
    futureRequirements: none,
  });
  const task = tasks.find(({ choices }) => choices.length > 0);
  if (!task) throw new Error("there is no task with a choice");
  return { task, questions: questionsOf(task, { currency: "usd" }) };
}

const namesOf = ({ entries }: ReturnType<typeof filesAsked>) => entries.map(({ entry }) => entry.name);

describe("files of a way", () => {
  const { task, questions } = questionsInTwoWays();

  test.each([taskPath(task), invitedTaskPath(task)])(
    "are asked for at the address that leads to them from %s",
    (page) => {
      const there = withWay(page, 0);
      const way = new URL(there, "http://page").searchParams.get("way");
      const asked = filesAsked(questions, page, way);
      expect(asked).toMatchObject({ path: there, isOfWay: true });
      expect(namesOf(asked)).toEqual(["person_x.verification.document"]);
    },
  );

  test.each([null, "", "1", "-1", "00x", "100"])("are not asked for where the address names none: %s", (way) => {
    expect(filesAsked(questions, "/page", way)).toEqual({ entries: [], path: "/page", isOfWay: false });
  });
});

test("what no form takes is asked for on the task's own page, however it is called", () => {
  const requirements = { ...none, currentlyDue: ["individual.verification.document"] };
  const [task] = groupTasks({ requirements, futureRequirements: none }).tasks;
  if (!task) throw new Error("there is no task");
  const asked = filesAsked(questionsOf(task, { currency: "usd" }), taskPath(task), "0");
  expect(asked).toMatchObject({ path: taskPath(task), isOfWay: false });
  expect(namesOf(asked)).toEqual(["individual.verification.document"]);
});
