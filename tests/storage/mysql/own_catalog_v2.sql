/*M!999999\- enable the sandbox mode */ 
CREATE TABLE `attribute` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `code` varchar(128) NOT NULL,
  `label` text NOT NULL,
  `unit` varchar(128) NOT NULL DEFAULT '',
  `type` int(11) DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `code` (`code`)
) ENGINE=InnoDB AUTO_INCREMENT=6 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `attribute` VALUES (1,'brand','Brand','',NULL);
INSERT INTO `attribute` VALUES (2,'size','Size','',4);
INSERT INTO `attribute` VALUES (3,'family','Family','',4);
INSERT INTO `attribute` VALUES (4,'weight','Weight','',1);
INSERT INTO `attribute` VALUES (5,'title','Title','',0);
CREATE TABLE `attribute_count` (
  `attribute` int(11) NOT NULL,
  `shard` int(11) NOT NULL,
  `number` bigint(20) NOT NULL,
  PRIMARY KEY (`attribute`,`shard`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `attribute_count` VALUES (2,2,2);
INSERT INTO `attribute_count` VALUES (3,2,2);
INSERT INTO `attribute_count` VALUES (4,2,2);
INSERT INTO `attribute_count` VALUES (4,3,-1);
INSERT INTO `attribute_count` VALUES (4,7,1);
INSERT INTO `attribute_count` VALUES (5,2,3);
CREATE TABLE `attribute_option` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `attribute` int(11) NOT NULL,
  `code` varchar(128) NOT NULL,
  `label` text NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `attribute` (`attribute`,`code`)
) ENGINE=InnoDB AUTO_INCREMENT=5 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `attribute_option` VALUES (1,3,'bags','bags');
INSERT INTO `attribute_option` VALUES (2,3,'shirts','shirts');
INSERT INTO `attribute_option` VALUES (3,2,'M','M');
INSERT INTO `attribute_option` VALUES (4,2,'S','S');
CREATE TABLE `category` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `path` varchar(700) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `path` (`path`)
) ENGINE=InnoDB AUTO_INCREMENT=3 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
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
) ENGINE=InnoDB AUTO_INCREMENT=18 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `change_log` VALUES (1,-1,0,1795875851686,445574837412768573);
INSERT INTO `change_log` VALUES (2,0,0,1795875851689,8279725271245607026);
INSERT INTO `change_log` VALUES (3,0,0,1795875851691,1424285498341988358);
INSERT INTO `change_log` VALUES (4,1,1,1795875851693,8962076462621790366);
INSERT INTO `change_log` VALUES (5,2,1,1795875851693,8962076462621790366);
INSERT INTO `change_log` VALUES (6,3,1,1795875851693,8962076462621790366);
INSERT INTO `change_log` VALUES (7,-1,0,1795875851809,5500493825198823096);
INSERT INTO `change_log` VALUES (8,1,0,1795875851812,115684778490274028);
INSERT INTO `change_log` VALUES (9,2,0,1795875851812,115684778490274028);
INSERT INTO `change_log` VALUES (10,-1,0,1795875851933,3664500631802073802);
INSERT INTO `change_log` VALUES (11,1,0,1795875851937,2850432370300564226);
INSERT INTO `change_log` VALUES (12,2,0,1795875851937,2850432370300564226);
INSERT INTO `change_log` VALUES (13,-1,0,1795875852040,1648982375738782559);
INSERT INTO `change_log` VALUES (14,1,0,1795875852043,2765790097655326137);
INSERT INTO `change_log` VALUES (15,2,0,1795875852043,2765790097655326137);
INSERT INTO `change_log` VALUES (16,3,0,1795875852043,2765790097655326137);
INSERT INTO `change_log` VALUES (17,3,-1,1795875852166,5062243929438451624);
CREATE TABLE `change_refused` (
  `change_set` bigint(20) NOT NULL,
  `product` int(11) NOT NULL,
  `what` text NOT NULL,
  `place` text NOT NULL,
  PRIMARY KEY (`change_set`,`product`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `change_refused` VALUES (2,3,'the price would be negative: -0.50 USD','price');
CREATE TABLE `change_set` (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `at_ms` bigint(20) NOT NULL,
  `kind` varchar(32) NOT NULL,
  `author` text NOT NULL,
  `reason` text NOT NULL,
  `what` text NOT NULL,
  `products` bigint(20) NOT NULL,
  `spec` longtext NOT NULL DEFAULT '',
  `selection` longblob DEFAULT NULL,
  `position` int(11) NOT NULL DEFAULT 0,
  `done` bigint(20) NOT NULL DEFAULT 0,
  `changed` bigint(20) NOT NULL DEFAULT 0,
  `refused` bigint(20) NOT NULL DEFAULT 0,
  `finished` int(11) NOT NULL DEFAULT 1,
  `undoes` bigint(20) NOT NULL DEFAULT 0,
  `undone_by` bigint(20) NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=6 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `change_set` VALUES (1,1795875851685,'import','ana','','p.csv',3,'',NULL,0,3,3,0,1,0,0);
INSERT INTO `change_set` VALUES (2,1795875851808,'bulk','ana','winter','price-=10',3,'[\"price-=10\"]',0x3B3000000100000200010001000200,3,3,2,1,1,0,3);
INSERT INTO `change_set` VALUES (3,1795875851933,'undo','ana','','price-=10',2,'2',0x3A30000001000000000001001000000001000200,2,2,2,0,1,2,0);
INSERT INTO `change_set` VALUES (4,1795875852040,'bulk','ana','light','attr.weight:number=0.5',3,'[\"attr.weight:number=0.5\"]',0x3B3000000100000200010001000200,3,3,3,0,1,0,0);
INSERT INTO `change_set` VALUES (5,1795875852164,'remove','ana','','A-3',1,'',NULL,0,1,1,0,1,0,0);
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
) ENGINE=InnoDB AUTO_INCREMENT=17 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `history` VALUES (1,1795875851692,1,1,'created','','','',NULL,NULL,'',1);
INSERT INTO `history` VALUES (2,1795875851692,2,1,'created','','','',NULL,NULL,'',1);
INSERT INTO `history` VALUES (3,1795875851692,3,1,'created','','','',NULL,NULL,'',1);
INSERT INTO `history` VALUES (4,1795875851810,1,2,'price','','','','3990','2990','',2);
INSERT INTO `history` VALUES (5,1795875851810,2,2,'price','','','','1950','950','',2);
INSERT INTO `history` VALUES (6,1795875851935,1,3,'price','','','','2990','3990','',3);
INSERT INTO `history` VALUES (7,1795875851935,2,3,'price','','','','950','1950','',3);
INSERT INTO `history` VALUES (8,1795875852041,1,4,'attribute','weight','','','0.3','0.5','',4);
INSERT INTO `history` VALUES (9,1795875852041,2,4,'attribute','weight','','','400','0.5','',4);
INSERT INTO `history` VALUES (10,1795875852041,3,2,'attribute','weight','','',NULL,'0.5','',4);
INSERT INTO `history` VALUES (11,1795875852164,3,3,'name','','','','\"Belt\"','\"\"','',5);
INSERT INTO `history` VALUES (12,1795875852164,3,3,'categories','','','','[\"Bags\"]','[]','',5);
INSERT INTO `history` VALUES (13,1795875852164,3,3,'attribute','weight','','','0.5',NULL,'',5);
INSERT INTO `history` VALUES (14,1795875852164,3,3,'prices','','','','[{\"channel\":\"\",\"currency\":\"USD\",\"minor\":950}]','[]','',5);
INSERT INTO `history` VALUES (15,1795875852164,3,3,'variants','','','','[{\"attributes\":[],\"prices\":[],\"sku\":\"A-3\",\"stock\":3}]','[]','',5);
INSERT INTO `history` VALUES (16,1795875852164,3,3,'removed','','','',NULL,NULL,'',5);
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
INSERT INTO `price` VALUES (1,0,0,'','USD',3990);
INSERT INTO `price` VALUES (2,0,0,'','USD',1950);
CREATE TABLE `product` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `key` varchar(128) NOT NULL,
  `name` mediumtext NOT NULL,
  `version` int(11) NOT NULL,
  `updated_ms` bigint(20) NOT NULL,
  `fingerprint` varbinary(64) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `key` (`key`)
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `product` VALUES (1,'A-1','Linen shirt',4,1795875852041,0xC701FEA407373038FB7A7C208965A5B1BD492169);
INSERT INTO `product` VALUES (2,'A-2','Canvas bag',4,1795875852041,0xE44CC80B0BC754F5D4420E7E8F1CB52A39FB2569);
CREATE TABLE `product_category` (
  `product` int(11) NOT NULL,
  `position` int(11) NOT NULL,
  `category` int(11) NOT NULL,
  PRIMARY KEY (`product`,`position`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `product_category` VALUES (1,0,2);
INSERT INTO `product_category` VALUES (2,0,1);
CREATE TABLE `removed` (
  `id` int(11) NOT NULL,
  `key` varchar(128) NOT NULL,
  `version` int(11) NOT NULL,
  `at_ms` bigint(20) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `key` (`key`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `removed` VALUES (3,'A-3',3,1795875852164);
CREATE TABLE `scope` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `channel` varchar(64) NOT NULL,
  `locale` varchar(64) NOT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `channel` (`channel`,`locale`)
) ENGINE=InnoDB AUTO_INCREMENT=4 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `scope` VALUES (1,'','');
INSERT INTO `scope` VALUES (2,'','en');
INSERT INTO `scope` VALUES (3,'','zh');
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
INSERT INTO `value` VALUES (1,0,0,3,1,NULL,NULL,2);
INSERT INTO `value` VALUES (1,0,1,5,2,'Linen shirt',NULL,NULL);
INSERT INTO `value` VALUES (1,0,2,5,3,'亚麻',NULL,NULL);
INSERT INTO `value` VALUES (1,0,3,4,1,NULL,0.5,NULL);
INSERT INTO `value` VALUES (1,1,0,2,1,NULL,NULL,4);
INSERT INTO `value` VALUES (1,2,0,2,1,NULL,NULL,3);
INSERT INTO `value` VALUES (2,0,0,3,1,NULL,NULL,1);
INSERT INTO `value` VALUES (2,0,1,5,2,'Canvas bag',NULL,NULL);
INSERT INTO `value` VALUES (2,0,2,4,1,NULL,0.5,NULL);
CREATE TABLE `variant` (
  `product` int(11) NOT NULL,
  `position` int(11) NOT NULL,
  `sku` varchar(128) NOT NULL,
  `stock` bigint(20) NOT NULL,
  PRIMARY KEY (`product`,`position`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `variant` VALUES (1,0,'A-1-S',4);
INSERT INTO `variant` VALUES (1,1,'A-1-M',0);
INSERT INTO `variant` VALUES (2,0,'A-2',12);
CREATE TABLE `vitrine_schema` (
  `one` int(11) NOT NULL,
  `version` int(11) NOT NULL,
  `begun` int(11) NOT NULL,
  PRIMARY KEY (`one`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin;
INSERT INTO `vitrine_schema` VALUES (1,2,2);
