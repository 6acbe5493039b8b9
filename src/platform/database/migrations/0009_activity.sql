CREATE TABLE "activity" (
	"org_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"activity_id" uuid NOT NULL,
	"actor_id" uuid,
	"resource" text NOT NULL,
	"row_id" uuid NOT NULL,
	"property_id" uuid,
	"title" text,
	"action" text NOT NULL,
	"changes" jsonb NOT NULL,
	CONSTRAINT "activity_org_id_at_activity_id_pk" PRIMARY KEY("org_id","at","activity_id")
);
--> statement-breakpoint
CREATE INDEX "activity_row" ON "activity" USING btree ("org_id","row_id","at","activity_id");--> statement-breakpoint
CREATE INDEX "activity_property" ON "activity" USING btree ("org_id","property_id","at","activity_id");