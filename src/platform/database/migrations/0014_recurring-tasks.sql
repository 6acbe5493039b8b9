CREATE TABLE "recurrences" (
	"recurrence_id" uuid NOT NULL,
	"org_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"updated_by" uuid,
	"version" integer DEFAULT 1 NOT NULL,
	"property_id" uuid NOT NULL,
	"title" text NOT NULL,
	"description" text,
	"room" text,
	"priority" text NOT NULL,
	"assignee_id" uuid,
	"rule" text NOT NULL,
	"last_on" date,
	"next_on" date,
	"created_by" uuid NOT NULL,
	CONSTRAINT "recurrences_org_id_recurrence_id_pk" PRIMARY KEY("org_id","recurrence_id")
);
--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "recurrence_id" uuid;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "occurs_on" date;--> statement-breakpoint
ALTER TABLE "recurrences" ADD CONSTRAINT "recurrences_org_id_property_id_properties_org_id_property_id_fk" FOREIGN KEY ("org_id","property_id") REFERENCES "public"."properties"("org_id","property_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recurrences" ADD CONSTRAINT "recurrences_org_id_assignee_id_users_org_id_user_id_fk" FOREIGN KEY ("org_id","assignee_id") REFERENCES "public"."users"("org_id","user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recurrences" ADD CONSTRAINT "recurrences_org_id_created_by_users_org_id_user_id_fk" FOREIGN KEY ("org_id","created_by") REFERENCES "public"."users"("org_id","user_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "recurrences_property" ON "recurrences" USING btree ("org_id","property_id","recurrence_id");--> statement-breakpoint
CREATE INDEX "recurrences_next" ON "recurrences" USING btree ("next_on");--> statement-breakpoint
CREATE UNIQUE INDEX "tasks_occurrence" ON "tasks" USING btree ("org_id","recurrence_id","occurs_on") WHERE "tasks"."recurrence_id" is not null;