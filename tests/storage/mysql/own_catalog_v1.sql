CREATE TABLE `attribute` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `code` varchar(128) NOT NULL,
  `label` text NOT NULL,
  `unit` varchar(128) NOT NULL DEFAULT '',
  `type` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `code` (`code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `attribute` VALUES (1,'brand','Brand','',NULL);
INSERT INTO `attribute` VALUES (2,'size','Size','',4);
CREATE TABLE `attribute_count` (
  `attribute` int(11) NOT NULL,
  `shard` int(11) NOT NULL,
  `number` bigint(20) NOT NULL,
  PRIMARY KEY (`attribute`,`shard`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `attribute_count` VALUES (2,10,2);
CREATE TABLE `attribute_option` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `attribute` int(11) NOT NULL,
  `code` varchar(128) NOT NULL,
  `label` text NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `attribute` (`attribute`,`code`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `attribute_option` VALUES (1,2,'M','M');
INSERT INTO `attribute_option` VALUES (2,2,'S','S');
CREATE TABLE `category` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `path` varchar(700) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `path` (`path`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `category` VALUES (1,'Bags');
INSERT INTO `category` VALUES (2,'Men/Tops');
CREATE TABLE `change_log` (
  `seq` bigint(20) NOT NULL AUTO_INCREMENT,
  `product` int(11) NOT NULL,
  `products` int(11) NOT NULL,
  `at_ms` bigint(20) NOT NULL,
  `token` bigint(20) NOT NULL,
  PRIMARY KEY (`seq`),
  KEY `change_by_token` (`token`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `change_log` VALUES (1,0,0,1795862632160,7128147408946061993);
INSERT INTO `change_log` VALUES (2,0,0,1795862632163,6377344325138006008);
INSERT INTO `change_log` VALUES (3,1,1,1795862632171,2264567994020624542);
INSERT INTO `change_log` VALUES (4,2,1,1795862632171,2264567994020624542);
INSERT INTO `change_log` VALUES (5,1,0,1795862632245,1529558052294939979);
INSERT INTO `change_log` VALUES (6,2,0,1795862632245,1529558052294939979);
INSERT INTO `change_log` VALUES (7,2,-1,1795862632326,5575863942655709700);
CREATE TABLE `change_set` (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `at_ms` bigint(20) NOT NULL,
  `kind` varchar(32) NOT NULL,
  `author` text NOT NULL,
  `reason` text NOT NULL,
  `what` text NOT NULL,
  `products` bigint(20) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `change_set` VALUES (1,1795862632325,'remove','ana','','A-2',1);
CREATE TABLE `history` (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `at_ms` bigint(20) NOT NULL,
  `product` int(11) NOT NULL,
  `version` int(11) NOT NULL,
  `field` varchar(32) NOT NULL,
  `code` varchar(128) NOT NULL,
  `channel` varchar(64) NOT NULL,
  `locale` varchar(64) NOT NULL,
  `previous` longtext DEFAULT NULL,
  `current` longtext DEFAULT NULL,
  `sku` varchar(128) NOT NULL,
  `change_set` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`id`),
  KEY `history_by_product` (`product`,`id`),
  KEY `history_by_set` (`change_set`,`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `history` VALUES (1,1795862632164,1,1,'created','','','',NULL,NULL,'',NULL);
INSERT INTO `history` VALUES (2,1795862632164,2,1,'created','','','',NULL,NULL,'',NULL);
INSERT INTO `history` VALUES (3,1795862632244,1,2,'price','','','','3990','4150','',NULL);
INSERT INTO `history` VALUES (4,1795862632244,2,2,'name','','','','\"Canvas bag\"','\"Big bag\"','',NULL);
INSERT INTO `history` VALUES (5,1795862632325,2,3,'name','','','','\"Big bag\"','\"\"','',1);
INSERT INTO `history` VALUES (6,1795862632325,2,3,'categories','','','','[\"Bags\"]','[]','',1);
INSERT INTO `history` VALUES (7,1795862632325,2,3,'prices','','','','[{\"channel\":\"\",\"currency\":\"USD\",\"minor\":1950}]','[]','',1);
INSERT INTO `history` VALUES (8,1795862632325,2,3,'variants','','','','[{\"attributes\":[],\"prices\":[],\"sku\":\"A-2\",\"stock\":12}]','[]','',1);
INSERT INTO `history` VALUES (9,1795862632325,2,3,'removed','','','',NULL,NULL,'',1);
CREATE TABLE `image` (
  `product` int(11) NOT NULL,
  `position` int(11) NOT NULL,
  `image` varchar(128) NOT NULL,
  `width` int(11) NOT NULL,
  `height` int(11) NOT NULL,
  `focus_x` double DEFAULT NULL,
  `focus_y` double DEFAULT NULL,
  PRIMARY KEY (`product`,`position`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
CREATE TABLE `price` (
  `product` int(11) NOT NULL,
  `variant` int(11) NOT NULL,
  `position` int(11) NOT NULL,
  `channel` varchar(64) NOT NULL,
  `currency` varchar(3) NOT NULL,
  `minor` bigint(20) NOT NULL,
  PRIMARY KEY (`product`,`variant`,`position`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `price` VALUES (1,0,0,'','USD',4150);
CREATE TABLE `product` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `key` varchar(128) NOT NULL,
  `name` mediumtext NOT NULL,
  `version` int(11) NOT NULL,
  `updated_ms` bigint(20) NOT NULL,
  `fingerprint` varbinary(64) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `key` (`key`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `product` VALUES (1,'A-1','Linen shirt',2,1795862632244,0x3736C59894A94FBC73052E1C9EAAB4399F2F3C61);
CREATE TABLE `product_category` (
  `product` int(11) NOT NULL,
  `position` int(11) NOT NULL,
  `category` int(11) NOT NULL,
  PRIMARY KEY (`product`,`position`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `product_category` VALUES (1,0,2);
CREATE TABLE `removed` (
  `id` int(11) NOT NULL,
  `key` varchar(128) NOT NULL,
  `version` int(11) NOT NULL,
  `at_ms` bigint(20) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `key` (`key`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `removed` VALUES (2,'A-2',3,1795862632325);
CREATE TABLE `scope` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `channel` varchar(64) NOT NULL,
  `locale` varchar(64) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `channel` (`channel`,`locale`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `scope` VALUES (1,'','');
CREATE TABLE `value` (
  `product` int(11) NOT NULL,
  `variant` int(11) NOT NULL,
  `position` int(11) NOT NULL,
  `attribute` int(11) NOT NULL,
  `scope` int(11) NOT NULL,
  `text` mediumtext DEFAULT NULL,
  `number` double DEFAULT NULL,
  `whole` bigint(20) DEFAULT NULL,
  PRIMARY KEY (`product`,`variant`,`position`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `value` VALUES (1,1,0,2,1,NULL,NULL,2);
INSERT INTO `value` VALUES (1,2,0,2,1,NULL,NULL,1);
CREATE TABLE `variant` (
  `product` int(11) NOT NULL,
  `position` int(11) NOT NULL,
  `sku` varchar(128) NOT NULL,
  `stock` bigint(20) NOT NULL,
  PRIMARY KEY (`product`,`position`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `variant` VALUES (1,0,'A-1-S',4);
INSERT INTO `variant` VALUES (1,1,'A-1-M',0);
CREATE TABLE `vitrine_schema` (
  `one` int(11) NOT NULL,
  `version` int(11) NOT NULL,
  `begun` int(11) NOT NULL,
  PRIMARY KEY (`one`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `vitrine_schema` VALUES (1,1,1);
