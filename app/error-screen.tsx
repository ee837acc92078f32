"use client";

import { Button, ButtonLink } from "@/app/_ui/button";
import { Actions, Frame, Sheet, Title } from "@/app/_ui/frame";
import common from "@/messages/en/common.json";
import texts from "@/messages/en/error.json";

/**
 * What people see when a page throws. Its few words travel with the script: they must be there when the server is not.
 * The reference finds the line in the log; what went wrong is said only there.
 */
export function ErrorScreen({ reference, retry }: { reference: string | undefined; retry: () => void }) {
  return (
    <Frame company={common.company} width="narrow">
      <Sheet>
        <div role="alert">
          <Title lead={texts.text}>{texts.title}</Title>
        </div>
        {reference && (
          <p className="muted mt-4 text-caption">
            {texts.reference} <bdi>{reference}</bdi>
          </p>
        )}
        <Actions>
          <Button type="button" onClick={retry}>
            {texts.retry}
          </Button>
          <ButtonLink look="quiet" href="/">
            {texts.home}
          </ButtonLink>
        </Actions>
      </Sheet>
    </Frame>
  );
}
