import { leadsThroughAndBack } from "../../gate/journeys.ts";
import { traefik } from "../../gate/proxies/traefik.ts";

leadsThroughAndBack(traefik);
